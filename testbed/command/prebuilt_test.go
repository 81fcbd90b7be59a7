package command

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"drawbridge.dev/testbed/rundir"
)

func newTestbed(t *testing.T) testbed {
	t.Helper()
	t.Setenv("TESTBED_BIN", "")
	t.Setenv("KUBEBUILDER_ASSETS", "")
	one := testbed{layout: rundir.Layout{Root: filepath.Join(t.TempDir(), "run")}}
	if err := one.layout.Claim(); err != nil {
		t.Fatal(err)
	}
	return one
}

func TestPrebuiltProgramsAreRememberedByTheTestbed(t *testing.T) {
	bed, folder := newTestbed(t), t.TempDir()
	t.Setenv("TESTBED_BIN", folder)
	first, err := bed.prebuilt()
	if err != nil || !slices.Equal(first, []string{folder}) {
		t.Fatalf("%q, error %v", first, err)
	}
	if err := bed.layout.Save(rundir.Settings{Prebuilt: first}); err != nil {
		t.Fatal(err)
	}
	// As in `testbed run`, where the variable names the run's own programs; those of another testbed count as little.
	other := newTestbed(t)
	for _, value := range []string{"", bed.layout.Bin(), other.layout.Bin()} {
		t.Setenv("TESTBED_BIN", value)
		if again, err := bed.prebuilt(); err != nil || !slices.Equal(again, first) {
			t.Errorf("with TESTBED_BIN=%s: %q, error %v", value, again, err)
		}
	}
}

func TestAPrebuiltFolderThatIsMissingIsAnError(t *testing.T) {
	bed := newTestbed(t)
	t.Setenv("KUBEBUILDER_ASSETS", filepath.Join(t.TempDir(), "none"))
	if _, err := bed.prebuilt(); err == nil || !strings.Contains(err.Error(), "KUBEBUILDER_ASSETS") {
		t.Fatal(err)
	}
}
