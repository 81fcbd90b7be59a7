package volumes

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// size of the file system; the file is sparse, so that only what is used takes space.
const size = 4 << 30

// Disk is the file system that holds the volumes.
type Disk struct {
	// Image is its file, Keys the folder of the volumes' keys, Folder where it is mounted.
	Image, Keys, Folder string
}

// Open makes the file system or mounts the one that is there, and makes the
// keys of its volumes known.
func (d Disk) Open() error {
	for _, folder := range []string{d.Folder, d.Keys} {
		if err := os.MkdirAll(folder, 0o711); err != nil {
			return err
		}
	}
	if d.mounted() {
		return nil
	}
	if err := d.format(); err != nil {
		return err
	}
	if err := call("mount", "-o", "loop,nodev,nosuid", d.Image, d.Folder); err != nil {
		return err
	}
	names, err := d.Names()
	if err != nil {
		return err
	}
	for _, name := range names {
		key, err := os.ReadFile(d.key(name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // not encrypted
		}
		if err != nil {
			return err
		}
		if _, err := addKeyTo(d.Folder, key); err != nil {
			return err
		}
	}
	return nil
}

func (d Disk) mounted() bool {
	var own, parent syscall.Stat_t
	return syscall.Stat(d.Folder, &own) == nil && syscall.Stat(filepath.Dir(d.Folder), &parent) == nil && own.Dev != parent.Dev
}

// format makes the file system beside its place, so that half of one is never used.
func (d Disk) format() error {
	if _, err := os.Stat(d.Image); err == nil {
		return nil
	}
	part := d.Image + ".part"
	if err := os.WriteFile(part, nil, 0o600); err != nil {
		return err
	}
	if err := os.Truncate(part, size); err != nil {
		return err
	}
	if err := call("mkfs.ext4", "-q", "-F", "-O", "encrypt", "-m", "0", part); err != nil {
		return err
	}
	return os.Rename(part, d.Image)
}

// Names are the volumes of which there is a folder or a key.
func (d Disk) Names() (names []string, err error) {
	for _, place := range []string{d.Folder, d.Keys} {
		entries, err := os.ReadDir(place)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if strings.HasPrefix(entry.Name(), "pvc-") && !slices.Contains(names, entry.Name()) {
				names = append(names, entry.Name())
			}
		}
	}
	return names, nil
}

// Make makes a volume's folder, which everybody may write to. One that was left half-made is completed.
func (d Disk) Make(name string, encrypted bool) error {
	folder := filepath.Join(d.Folder, name)
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if encrypted {
		if err := d.encrypt(name, folder); err != nil {
			return err
		}
	}
	// Not by Mkdir, which the umask narrows.
	return os.Chmod(folder, 0o777)
}

func (d Disk) encrypt(name, folder string) error {
	key, err := os.ReadFile(d.key(name))
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, keyLength)
		if _, err := rand.Read(key); err != nil {
			return err
		}
		err = os.WriteFile(d.key(name), key, 0o600)
	}
	if err != nil {
		return err
	}
	id, err := addKeyTo(d.Folder, key)
	if err != nil {
		return err
	}
	return encrypt(folder, id)
}

// Erase removes a volume's folder and its key: without it, nothing that is left
// on the disk can be read.
func (d Disk) Erase(name string) error {
	folder := filepath.Join(d.Folder, name)
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	key, err := os.ReadFile(d.key(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	// Known already, so this only tells the identifier.
	id, err := addKeyTo(d.Folder, key)
	if err != nil {
		return err
	}
	if err := removeKeyFrom(d.Folder, id); err != nil {
		return err // tried again, for the key's file is still there
	}
	return os.Remove(d.key(name))
}

func (d Disk) key(name string) string { return filepath.Join(d.Keys, name) }

func call(program string, arguments ...string) error {
	output, err := exec.Command(program, arguments...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w: %s", program, strings.Join(arguments, " "), err, bytes.TrimSpace(output))
	}
	return nil
}
