package rundir

import (
	"bytes"
	"os"
	"path/filepath"
)

// WriteFile puts content in place at once (a reader never sees half of it),
// readable by the owner only.
func WriteFile(path string, content []byte) error {
	part, err := os.CreateTemp(filepath.Dir(path), ".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	if _, err := part.Write(content); err != nil {
		part.Close()
		return err
	}
	if err := part.Close(); err != nil {
		return err
	}
	return os.Rename(part.Name(), path)
}

// WriteIfChanged leaves a file alone that holds the content already.
func WriteIfChanged(path string, content []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
		return nil
	}
	return WriteFile(path, content)
}
