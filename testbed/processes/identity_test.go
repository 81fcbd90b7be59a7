package processes

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

func TestStatOfACommandWithSpacesAndParentheses(t *testing.T) {
	line := "42 (a) b (c) S 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 10"
	start, state, err := parseStat([]byte(line))
	if err != nil || start != 987654 || state != 'S' {
		t.Fatalf("start %d, state %c, error %v", start, state, err)
	}
}

func TestDamagedStatIsAnError(t *testing.T) {
	for _, line := range []string{"", "42 (x", "42 (x) S 1 2"} {
		if _, _, err := parseStat([]byte(line)); err == nil {
			t.Errorf("%q was accepted", line)
		}
	}
}

func TestAProcessIsAliveUntilItEnds(t *testing.T) {
	child := exec.Command("sleep", "60")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	start, _, err := stat(child.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	boot, _ := bootID()
	identity := Identity{Pid: child.Process.Pid, Start: start, Boot: boot}
	if !identity.Alive() {
		t.Fatal("a running process counts as dead")
	}
	if err := identity.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	child.Wait()
	if identity.Alive() {
		t.Fatal("an ended process counts as alive")
	}
}

func TestARecycledPidIsNeverSignalled(t *testing.T) {
	self, err := Self("")
	if err != nil {
		t.Fatal(err)
	}
	older, otherBoot := self, self
	older.Start--
	otherBoot.Boot = "another"
	for _, stale := range []Identity{older, otherBoot} {
		if stale.Alive() {
			t.Errorf("%+v counts as alive", stale)
		}
		// Would end this very test if it were sent.
		if err := stale.Signal(syscall.SIGKILL); err != nil {
			t.Error(err)
		}
	}
}

func TestADamagedPidFileIsNoProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.json")
	for _, content := range []string{"", "{", `{"pid":0}`, `{"pid":1}`} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if identity, ok := Read(path); ok {
			t.Errorf("%q was read as %+v", content, identity)
		}
	}
}

func TestOnlyProcessesOfTheGroupAreInIt(t *testing.T) {
	for groups, wanted := range map[string]bool{
		"4:memory:/node-1/kubepods/pod\n0::/\n": true,
		"4:memory:/node-1\n":                    true,
		"4:memory:/node-12/kubepods\n0::/\n":    false,
		"4:memory:/other/node-1\n":              false,
		"":                                      false,
	} {
		if got := inCgroup(groups, "node-1"); got != wanted {
			t.Errorf("%q: %t", groups, got)
		}
	}
}
