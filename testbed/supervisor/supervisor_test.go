package supervisor

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"drawbridge.dev/testbed/daemons"
	"drawbridge.dev/testbed/processes"
	"drawbridge.dev/testbed/rundir"
)

func TestTheStateOfADaemon(t *testing.T) {
	code := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) { writer.WriteHeader(code) }))
	defer server.Close()
	layout := rundir.Layout{Root: filepath.Join(t.TempDir(), "run")}
	if err := layout.Claim(); err != nil {
		t.Fatal(err)
	}
	daemon := daemons.Daemon{Command: processes.Command{Name: "x", Program: "x"}, Ready: server.URL}
	observe := func(wanted State) {
		t.Helper()
		if state, _ := Observe(layout, server.Client(), daemon); state != wanted {
			t.Errorf("%s instead of %s", state, wanted)
		}
	}
	observe(Dead)
	if err := os.WriteFile(layout.StoppedMark("x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	observe(Stopped)
	self, err := processes.Self(daemon.Fingerprint())
	if err != nil {
		t.Fatal(err)
	}
	if err := self.Write(layout.PidFile("x")); err != nil {
		t.Fatal(err)
	}
	observe(Ready)
	code = http.StatusForbidden
	observe(NotReady)
	daemon.RefusalIsReady = true
	observe(Ready)
	daemon.Arguments = []string{"--more"}
	observe(Outdated)
}

func TestAnEndedProcessIsDead(t *testing.T) {
	layout := rundir.Layout{Root: filepath.Join(t.TempDir(), "run")}
	if err := layout.Claim(); err != nil {
		t.Fatal(err)
	}
	child := exec.Command("true")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	self, err := processes.Self("")
	if err != nil {
		t.Fatal(err)
	}
	self.Pid = child.Process.Pid
	if err := self.Write(layout.PidFile("x")); err != nil {
		t.Fatal(err)
	}
	if state, _ := Observe(layout, http.DefaultClient, daemons.Daemon{Command: processes.Command{Name: "x"}}); state != Dead {
		t.Fatal(state)
	}
}

func TestEveryStateButReadyHasAdvice(t *testing.T) {
	for _, state := range []State{Stopped, Outdated, NotReady, Dead} {
		if advice := state.Advice("opa"); !strings.Contains(advice, "opa") || !strings.Contains(advice, "`testbed ") {
			t.Errorf("%s: %q", state, advice)
		}
	}
	if advice := Ready.Advice("opa"); advice != "" {
		t.Errorf("ready: %q", advice)
	}
}
