//go:build selftest

package selftest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"drawbridge.dev/testbed/volumes"
)

// loops are the loop devices of the node's file system, by the file's inode: its
// path is one that only the node's daemons see.
func (b bed) loops(t *testing.T) []string {
	t.Helper()
	image, err := os.Stat(volumes.DiskOf(b.layout).Image)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return devices(t, image.Sys().(*syscall.Stat_t).Ino)
}

func devices(t *testing.T, inode uint64) (names []string) {
	t.Helper()
	output, err := exec.Command("losetup", "--list", "--noheadings", "--output", "NAME,BACK-INO").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(output), "\n") {
		if name, of, _ := strings.Cut(line, " "); strings.TrimSpace(of) == fmt.Sprint(inode) {
			names = append(names, name)
		}
	}
	return names
}

// takenDown takes a testbed with a node down and fails for everything that is left.
func (b bed) takenDown(t *testing.T) {
	t.Helper()
	before := b.loops(t)
	b.must(t, 0, "down")
	b.mustBeGone(t)
	// The kernel frees a loop device a moment after its last mount has gone.
	eventually(t, "the loop devices to be free", func() bool {
		return !slices.ContainsFunc(before, func(name string) bool {
			backing, err := os.ReadFile(filepath.Join("/sys/block", filepath.Base(name), "loop/backing_file"))
			return err == nil && strings.Contains(string(backing), "(deleted)")
		})
	})
}
