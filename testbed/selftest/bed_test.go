//go:build selftest

package selftest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"drawbridge.dev/testbed/daemons"
	"drawbridge.dev/testbed/network"
	"drawbridge.dev/testbed/processes"
	"drawbridge.dev/testbed/rundir"
)

// patience is for what takes a moment; nothing here waits longer than it must.
const patience = 60 * time.Second

// bed is a testbed with a run directory of its own.
type bed struct {
	layout rundir.Layout
	script string
}

func newBed(t *testing.T) bed {
	t.Helper()
	script, err := filepath.Abs("../testbed")
	if err != nil {
		t.Fatal(err)
	}
	one := bed{rundir.Layout{Root: filepath.Join(t.TempDir(), "it's a run")}, script}
	t.Cleanup(func() { one.command("down").Run() })
	return one
}

func (b bed) command(arguments ...string) *exec.Cmd {
	command := exec.Command(b.script, arguments...)
	for _, assignment := range os.Environ() {
		name, _, _ := strings.Cut(assignment, "=")
		// The default testbed may be up, and this test may run in it.
		if !strings.HasPrefix(name, "TESTBED_") && name != "KUBECONFIG" || name == "TESTBED_NETNS" {
			command.Env = append(command.Env, assignment)
		}
	}
	command.Env = append(command.Env, "TESTBED_RUN="+b.layout.Root)
	return command
}

// call runs a command of the testbed and returns its output and exit code.
func (b bed) call(t *testing.T, arguments ...string) (output string, code int) {
	t.Helper()
	content, err := b.command(arguments...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if exit != nil {
		code = exit.ExitCode()
	}
	return string(content), code
}

// must is call for a command that has to exit with a code.
func (b bed) must(t *testing.T, code int, arguments ...string) string {
	t.Helper()
	output, got := b.call(t, arguments...)
	if got != code {
		t.Fatalf("testbed %v: exit code %d instead of %d:\n%s", arguments, got, code, output)
	}
	return output
}

func (b bed) apply(t *testing.T, manifest string) {
	t.Helper()
	command := b.command("run", "--", "kubectl", "apply", "-f", "-")
	command.Stdin = strings.NewReader(manifest)
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v:\n%s", err, output)
	}
}

func (b bed) process(daemon string) processes.Identity {
	identity, _ := processes.Read(b.layout.PidFile(daemon))
	return identity
}

func (b bed) processes() map[string]int {
	pids := map[string]int{}
	for _, name := range daemons.Names(rundir.Node) {
		pids[name] = b.process(name).Pid
	}
	return pids
}

// killedWhen starts the testbed and kills its launcher, and nothing else, as
// soon as a daemon has been started.
func (b bed) killedWhen(t *testing.T, daemon string, flags ...string) {
	t.Helper()
	var output bytes.Buffer
	command := b.command(append([]string{"up"}, flags...)...)
	command.Stdout, command.Stderr = &output, &output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, daemon+" to start", func() bool { return b.process(daemon).Alive() })
	if err := command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err == nil {
		t.Fatalf("`testbed up` ended before it could be killed:\n%s", &output)
	}
}

// mustBeGone fails for everything that a testbed could leave behind.
func (b bed) mustBeGone(t *testing.T) {
	t.Helper()
	if left := processes.WithMarker(b.layout.Root); len(left) > 0 {
		t.Errorf("daemons are left: %+v", left)
	}
	if network.Exists(b.layout.Namespace()) {
		t.Errorf("the network namespace %s is left", b.layout.Namespace())
	}
	if _, err := os.Lstat(network.Path(b.layout.Namespace())); err == nil {
		t.Errorf("the file %s is left", network.Path(b.layout.Namespace()))
	}
	if _, err := os.Lstat(b.layout.Root); err == nil {
		t.Errorf("the run directory %s is left", b.layout.Root)
	}
	if groups, _ := filepath.Glob("/sys/fs/cgroup/*/" + b.layout.Cgroup()); len(groups) > 0 {
		t.Errorf("control groups are left: %q", groups)
	}
	mounts, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(mounts, []byte(filepath.Dir(b.layout.Root))) {
		t.Errorf("mounts are left:\n%s", mounts)
	}
}

func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("waited %s for %s", patience, what)
}
