package build

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"drawbridge.dev/testbed/rundir"
)

// Cache finds and builds programs.
type Cache struct {
	// Folder is where built programs are kept.
	Folder string
	// Sources is the testbed folder of the checkout.
	Sources string
	// Go is the Go command and GoVersion its version.
	Go, GoVersion string
	// Prebuilt are folders that are looked into first.
	Prebuilt []string
	// Progress is where the build tells how far it is.
	Progress io.Writer
}

// Found is a program that is ready to run.
type Found struct {
	Path string
	// Extra is the folder of the program's Extra, if it has one.
	Extra string
}

// CacheFolder is where programs are kept between runs, for all checkouts of a user.
func CacheFolder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("cannot tell where to keep built programs: %w; set XDG_CACHE_HOME", err)
	}
	return filepath.Join(cache, "drawbridge", "testbed"), nil
}

// Ensure returns all programs, building those that are missing.
func (c Cache) Ensure(programs []Program) (map[string]Found, error) {
	found, missing, err := c.look(programs)
	if err != nil || len(missing) == 0 {
		return found, err
	}
	lock, err := rundir.Acquire(filepath.Join(c.Folder, "lock"), "another testbed's build to end", c.Progress)
	if err != nil {
		return nil, err
	}
	defer lock.Release()
	// Whoever had the lock before may have built them.
	found, missing, err = c.look(programs)
	if err != nil {
		return nil, err
	}
	c.removeLeftovers()
	started := time.Now()
	for i, program := range missing {
		one, err := c.build(program, fmt.Sprintf("%d of %d", i+1, len(missing)))
		if err != nil {
			return nil, err
		}
		found[program.Name] = one
	}
	if len(missing) > 0 {
		fmt.Fprintf(c.Progress, "testbed: built %d programs in %s\n", len(missing), time.Since(started).Round(time.Second))
	}
	return found, nil
}

func (c Cache) look(programs []Program) (map[string]Found, []Program, error) {
	found := map[string]Found{}
	var missing []Program
	for _, program := range programs {
		if path, ok := c.prebuilt(program); ok {
			found[program.Name] = path
			continue
		}
		folder, err := c.folder(program)
		if err != nil {
			return nil, nil, err
		}
		if one := program.in(folder); one.usable() {
			found[program.Name] = one
		} else {
			missing = append(missing, program)
		}
	}
	return found, missing, nil
}

func (c Cache) prebuilt(program Program) (Found, bool) {
	for _, folder := range c.Prebuilt {
		one := Found{Path: filepath.Join(folder, program.Name)}
		if program.Extra != nil {
			one.Extra = filepath.Join(folder, program.Name+"-"+program.Extra.Name)
		}
		if one.usable() {
			return one, true
		}
	}
	return Found{}, false
}

func (c Cache) folder(program Program) (string, error) {
	key, err := program.key(c.Sources, c.GoVersion)
	return filepath.Join(c.Folder, program.Name+"-"+key), err
}

func (p Program) in(folder string) Found {
	one := Found{Path: filepath.Join(folder, p.Name)}
	if p.Extra != nil {
		one.Extra = filepath.Join(folder, p.Extra.Name)
	}
	return one
}

func (f Found) usable() bool {
	info, err := os.Stat(f.Path)
	if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o111 == 0 {
		return false
	}
	if f.Extra == "" {
		return true
	}
	_, err = os.Stat(f.Extra)
	return err == nil
}

// removeLeftovers clears what a killed build left; the lock makes sure that none is running.
func (c Cache) removeLeftovers() {
	leftovers, _ := filepath.Glob(filepath.Join(c.Folder, ".building-*"))
	for _, folder := range leftovers {
		os.RemoveAll(folder)
	}
}

// Linked are the programs that the links in a run's folder of programs name.
func Linked(folder string, programs []Program) (map[string]Found, error) {
	found := map[string]Found{}
	for _, program := range programs {
		path, err := os.Readlink(filepath.Join(folder, program.Name))
		if err != nil {
			return nil, err
		}
		found[program.Name] = Found{Path: path}
	}
	return found, nil
}
