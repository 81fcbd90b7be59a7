package rundir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// owned is the file that marks a folder as a run directory: `down` removes
// nothing from a folder without it.
const owned = ".drawbridge-testbed"

// BinMark marks a run's folder of programs, so that it is never taken for a
// folder of prebuilt ones.
const BinMark = ".drawbridge-testbed-bin"

// Claim makes the run directory this testbed's own. A folder that holds other
// files is refused, because `down` removes everything in it.
func (l Layout) Claim() error {
	entries, err := os.ReadDir(l.Root)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if !l.Claimed() {
		for _, entry := range entries {
			if entry.Name() != filepath.Base(l.LockFile()) {
				os.Remove(l.LockFile())
				return fmt.Errorf("%s holds other files (%s); let TESTBED_RUN name a folder that is new or empty", l.Root, entry.Name())
			}
		}
	}
	if err := os.MkdirAll(l.Root, 0o700); err != nil {
		return err
	}
	if err := WriteIfChanged(l.in(owned), []byte("run directory of a Drawbridge testbed; `testbed down` removes it\n")); err != nil {
		return err
	}
	if err := l.Create(); err != nil {
		return err
	}
	return WriteIfChanged(filepath.Join(l.Bin(), BinMark), nil)
}

// Claimed reports whether the folder is a run directory, even a half-made one.
func (l Layout) Claimed() bool {
	_, err := os.Stat(l.in(owned))
	return err == nil
}

// Remove takes the run directory away. The lock's file goes last but one: from
// then on another testbed may be starting here, and its files must stay.
func (l Layout) Remove() error {
	if l.Claimed() {
		entries, err := os.ReadDir(l.Root)
		if err != nil {
			return err
		}
		keep := map[string]bool{filepath.Base(l.LockFile()): true, owned: true}
		for _, entry := range entries {
			if keep[entry.Name()] {
				continue
			}
			if err := os.RemoveAll(l.in(entry.Name())); err != nil {
				return err
			}
		}
		// After the rest: a `down` that is killed half-way can be repeated.
		if err := os.Remove(l.in(owned)); err != nil {
			return err
		}
	}
	if err := os.Remove(l.LockFile()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// Fails when the folder is not empty, which then is not ours any more.
	os.Remove(l.Root)
	return nil
}
