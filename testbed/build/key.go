package build

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sort"
)

// key is a hash of everything that decides what a build produces.
func (p Program) key(sources, goVersion string) (string, error) {
	hash := sha256.New()
	fmt.Fprintf(hash, "%s %s %s %s %s %s %q\n", goVersion, runtime.GOOS, runtime.GOARCH, p.Name, p.Package, p.Version, p.Flags)
	if p.Library != "" {
		fmt.Fprintln(hash, p.Library)
	}
	if p.Module != "" {
		if err := hashFolder(hash, filepath.Join(sources, p.Module)); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(hash.Sum(nil))[:16], nil
}

// hashFolder adds the names and contents of the Go files and module files of a folder.
func hashFolder(hash io.Writer, folder string) error {
	var files []string
	for _, pattern := range []string{"*.go", "go.mod", "go.sum"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			return err
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		return fmt.Errorf("%s holds no Go module; is the checkout complete?", folder)
	}
	sort.Strings(files)
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fmt.Fprintf(hash, "%s %d\n", filepath.Base(path), len(content))
		if _, err := hash.Write(content); err != nil {
			return err
		}
	}
	return nil
}
