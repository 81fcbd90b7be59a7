//go:build selftest

package selftest

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"drawbridge.dev/testbed/daemons"
	"drawbridge.dev/testbed/network"
	"drawbridge.dev/testbed/processes"
	"drawbridge.dev/testbed/rundir"
)

// The steps follow each other on one testbed, for a start of its own would take
// each of them ten seconds.
func TestLife(t *testing.T) {
	b := newBed(t)
	for _, step := range []struct {
		name string
		run  func(*testing.T, bed)
	}{
		{"without a testbed every command says so", notUp},
		{"a launcher killed half-way is no obstacle", killedHalfWay},
		{"down also ends what a killed launcher left", downAfterKill},
		{"two ups at once are one testbed", twoAtOnce},
		{"up twice is one testbed, and quick", upTwice},
		{"nodes and StorageClasses are those that tests place models on", landscape},
		{"workloads become ready", workloads},
		{"OPA and the metrics answer", answers},
		{"policies prints the revision in force", policies},
		{"run hands the exit code through, also inside", exitCodes},
		{"env can be evaluated", environment},
		{"up inside the testbed changes nothing", upInside},
		{"a dead API server is reported and repaired", deadAPIServer},
		{"a stopped daemon is away until it is started", stoppedDaemon},
		{"a changed setting restarts what it is about", changedSetting},
		{"a namespace removed by others is made anew", lostNamespace},
		{"reset removes what is stuck", resetStuck},
		{"down leaves nothing, twice", downTwice},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.run(t, b) }) {
			return
		}
	}
}

func notUp(t *testing.T, b bed) {
	for _, command := range [][]string{{"status"}, {"env"}, {"kubeconfig"}, {"reset"}, {"policies"},
		{"run", "--", "true"}, {"stop", "opa"}, {"start", "opa"}, {"logs", "opa"}} {
		if output := b.must(t, 3, command...); !strings.Contains(output, "testbed up") {
			t.Errorf("%v does not name the remedy: %s", command, output)
		}
	}
	b.must(t, 0, "down")
	b.mustBeGone(t)
}

func killedHalfWay(t *testing.T, b bed) {
	for _, moment := range []string{"etcd", "kube-controller-manager"} {
		b.killedWhen(t, moment)
		b.must(t, 0, "up")
		b.must(t, 0, "status")
		b.must(t, 0, "down")
	}
}

func downAfterKill(t *testing.T, b bed) {
	b.killedWhen(t, "kube-apiserver")
	if err := os.RemoveAll(filepath.Dir(b.layout.PidFile("etcd"))); err != nil {
		t.Fatal(err)
	}
	b.must(t, 0, "down")
	b.mustBeGone(t)
}

func twoAtOnce(t *testing.T, b bed) {
	first, second := b.command("up"), b.command("up")
	for _, command := range []*exec.Cmd{first, second} {
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
	}
	for _, command := range []*exec.Cmd{first, second} {
		if err := command.Wait(); err != nil {
			t.Error(err)
		}
	}
	if running := processes.WithMarker(b.layout.Root); len(running) != len(daemons.Names(rundir.Control)) {
		t.Errorf("%d processes for %d daemons", len(running), len(daemons.Names(rundir.Control)))
	}
}

func upTwice(t *testing.T, b bed) {
	before, begun := b.processes(), time.Now()
	b.must(t, 0, "up")
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("the second up took %s", took)
	}
	if after := b.processes(); !maps.Equal(before, after) {
		t.Errorf("processes changed: %v, then %v", before, after)
	}
	if output := b.must(t, 0, "up", "--quiet"); output != "" {
		t.Errorf("--quiet says %q", output)
	}
}

func upInside(t *testing.T, b bed) {
	before := b.processes()
	b.must(t, 0, "run", "--", "testbed", "up", "--quiet")
	if after := b.processes(); !maps.Equal(before, after) {
		t.Errorf("processes changed: %v, then %v", before, after)
	}
}

func deadAPIServer(t *testing.T, b bed) {
	if err := processes.Kill(b.process("kube-apiserver")); err != nil {
		t.Fatal(err)
	}
	output := b.must(t, 1, "status")
	if !strings.Contains(output, "kube-apiserver does not run") || !strings.Contains(output, "testbed up") {
		t.Errorf("status does not tell what is wrong and how to repair it:\n%s", output)
	}
	b.must(t, 0, "up")
	b.must(t, 0, "status")
	b.must(t, 0, "run", "--", "kubectl", "get", "namespaces")
}

func stoppedDaemon(t *testing.T, b bed) {
	begun := time.Now()
	b.must(t, 0, "stop", "opa")
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("stop took %s", took)
	}
	if output := b.must(t, 0, "status"); !strings.Contains(output, "stopped on purpose") {
		t.Errorf("status does not tell that OPA was stopped:\n%s", output)
	}
	b.must(t, 0, "start", "opa")
	answers(t, b)
}

func changedSetting(t *testing.T, b bed) {
	before := b.processes()
	b.must(t, 0, "up", "--kube-api-qps", "300")
	for name, pid := range b.processes() {
		wanted := name == "kube-controller-manager" || name == "kube-scheduler"
		if changed := pid != before[name]; changed != wanted {
			t.Errorf("%s: restarted is %t", name, changed)
		}
	}
	b.must(t, 0, "status")
}

func lostNamespace(t *testing.T, b bed) {
	if !network.Exists(b.layout.Namespace()) {
		t.Skip("this machine gives the testbed no network of its own")
	}
	if err := network.Remove(b.layout.Namespace()); err != nil {
		t.Fatal(err)
	}
	if output := b.must(t, 1, "status"); !strings.Contains(output, "testbed up") {
		t.Errorf("status does not name the remedy: %s", output)
	}
	b.must(t, 0, "up")
	b.must(t, 0, "status")
}

func downTwice(t *testing.T, b bed) {
	stray := b.command("run", "--", "sleep", "600")
	stray.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := stray.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- stray.Wait() }()
	eventually(t, "the stray to enter the network", func() bool {
		return processes.HasVariable(stray.Process.Pid, "KUBECONFIG", b.layout.Kubeconfig())
	})
	b.must(t, 0, "down")
	b.mustBeGone(t)
	if network.Possible() != "" {
		// Without a network of its own, nothing tells a testbed's processes from others.
		stray.Process.Kill()
	}
	select {
	case <-ended:
	case <-time.After(patience):
		t.Error("a process that was left in the testbed's network still runs")
	}
	b.must(t, 0, "down")
	b.must(t, 3, "status")
}
