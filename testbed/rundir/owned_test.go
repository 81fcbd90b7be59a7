package rundir

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAFolderWithOtherFilesIsNeitherClaimedNorRemoved(t *testing.T) {
	layout := Layout{t.TempDir()}
	precious := filepath.Join(layout.Root, "bin")
	if err := os.Mkdir(precious, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := layout.Claim(); err == nil || !strings.Contains(err.Error(), "TESTBED_RUN") {
		t.Fatalf("claimed, or the remedy is missing: %v", err)
	}
	if err := layout.Remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(precious); err != nil {
		t.Fatal("somebody's folder was removed")
	}
}

func TestARunDirectoryIsClaimedTwiceAndRemovedWhole(t *testing.T) {
	layout := Layout{filepath.Join(t.TempDir(), "deep", "run")}
	for range 2 {
		if err := layout.Claim(); err != nil {
			t.Fatal(err)
		}
	}
	if err := layout.Remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(layout.Root); err == nil {
		t.Fatal("the run directory is still there")
	}
}

func TestARemovalThatWasCutShortCanBeRepeated(t *testing.T) {
	layout := Layout{filepath.Join(t.TempDir(), "run")}
	if err := layout.Claim(); err != nil {
		t.Fatal(err)
	}
	// As after a kill in the middle: some folders are gone, the mark is not.
	if err := os.RemoveAll(layout.Bin()); err != nil {
		t.Fatal(err)
	}
	if err := layout.Remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(layout.Root); err == nil {
		t.Fatal("the run directory is still there")
	}
}
