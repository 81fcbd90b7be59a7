package node

import (
	"maps"
	"os"
	"os/exec"
	"testing"

	"drawbridge.dev/testbed/rundir"
)

func TestImagesOfATable(t *testing.T) {
	const table = `REF                        TYPE                                       DIGEST        SIZE    PLATFORMS   LABELS
localhost/team/model:7     application/vnd.oci.image.manifest.v1+json sha256:ab     1.0 KiB linux/amd64 -
localhost/team/model@sha256:ab application/vnd.oci.image.manifest.v1+json sha256:ab 1.0 KiB linux/amd64 -
`
	wanted := map[string]string{"localhost/team/model:7": "sha256:ab", "localhost/team/model@sha256:ab": "sha256:ab"}
	if got := parseImages(table); !maps.Equal(got, wanted) {
		t.Fatal(got)
	}
}

func TestAPluginRunsItsCommandInAnyFolder(t *testing.T) {
	layout := rundir.Layout{Root: t.TempDir() + "/it's a run"}
	if err := WritePlugin(layout, "say", "/bin/echo", "it's", "$HOME"); err != nil {
		t.Fatal(err)
	}
	output, err := exec.Command(ConfigFile(layout, "plugins/say")).Output()
	if err != nil || string(output) != "it's $HOME\n" {
		t.Fatalf("%q, error %v", output, err)
	}
}

func TestEveryConfigurationFileIsWritten(t *testing.T) {
	layout := rundir.Layout{Root: t.TempDir()}
	if err := WriteConfig(layout); err != nil {
		t.Fatal(err)
	}
	entries, err := config.ReadDir("config")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(files) {
		t.Errorf("%d files, %d of them written", len(entries), len(files))
	}
	for place := range files {
		if _, err := os.Stat(ConfigFile(layout, place)); err != nil {
			t.Error(err)
		}
	}
}
