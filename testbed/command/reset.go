package command

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"drawbridge.dev/testbed/cluster"
)

func reset(t testbed, arguments []string) error {
	if err := none("reset", arguments); err != nil {
		return err
	}
	settings, err := t.settings()
	if err != nil {
		return err
	}
	if err := t.enter(settings, []string{"reset"}); err != nil {
		return err
	}
	lock, err := t.lock()
	if err != nil {
		return err
	}
	defer lock.Release()
	begun := time.Now()
	api, err := cluster.Connect(t.layout, settings)
	if err != nil {
		return err
	}
	removed, err := api.Reset()
	if err != nil {
		return err
	}
	if err := t.emptyVolumes(); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "testbed: reset after %.1f s, %d objects removed\n", time.Since(begun).Seconds(), removed)
	return nil
}

// emptyVolumes removes what the provisioner left behind: its volumes may have
// gone before it saw that they were released.
func (t testbed) emptyVolumes() error {
	volumes, err := filepath.Glob(filepath.Join(t.layout.HostPaths(), "*"))
	if err != nil {
		return err
	}
	for _, volume := range volumes {
		if err := os.RemoveAll(volume); err != nil {
			return err
		}
	}
	return nil
}
