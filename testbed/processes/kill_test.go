package processes

import (
	"os"
	"os/exec"
	"testing"
)

func TestWhatIsStartedWhileItIsEndedGoesToo(t *testing.T) {
	root := t.TempDir()
	// Bounded, should nobody end it.
	busy := exec.Command("bash", "-c", "for i in {1..500}; do sleep 60 & done; wait")
	busy.Env = append(os.Environ(), Marker+"="+root)
	if err := busy.Start(); err != nil {
		t.Fatal(err)
	}
	for len(WithMarker(root)) < 20 {
	}

	if err := KillMarked(root); err != nil {
		t.Fatal(err)
	}

	if left := WithMarker(root); len(left) > 0 {
		t.Errorf("left: %+v", left)
	}
	if err := busy.Wait(); err == nil {
		t.Error("it had ended before")
	}
}
