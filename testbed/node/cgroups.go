package node

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"drawbridge.dev/testbed/processes"
	"drawbridge.dev/testbed/rundir"
)

// cgroups are the control groups of the node, one in each hierarchy.
type cgroups struct {
	name    string
	folders []string
}

func cgroupsOf(layout rundir.Layout) (cgroups, error) {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return cgroups{}, err
	}
	groups := cgroups{name: layout.Cgroup()}
	for _, hierarchy := range hierarchies(string(mounts)) {
		groups.folders = append(groups.folders, filepath.Join(hierarchy, groups.name))
	}
	return groups, nil
}

// hierarchies are the mount points of control groups, of both versions.
func hierarchies(mountinfo string) (found []string) {
	lines := bufio.NewScanner(strings.NewReader(mountinfo))
	for lines.Scan() {
		before, after, _ := strings.Cut(lines.Text(), " - ")
		fields, kind := strings.Fields(before), strings.Fields(after)
		if len(fields) > 4 && len(kind) > 0 && (kind[0] == "cgroup" || kind[0] == "cgroup2") && !slices.Contains(found, fields[4]) {
			found = append(found, fields[4])
		}
	}
	return found
}

// make makes the groups; those of version 1 have to be told which processors
// and memory they may use before a process can join.
func (c cgroups) make() error {
	for _, folder := range c.folders {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		for _, file := range []string{"cpuset.cpus", "cpuset.mems"} {
			whole, err := os.ReadFile(filepath.Join(filepath.Dir(folder), file))
			if err != nil {
				continue // another controller, or version 2, which inherits
			}
			if err := os.WriteFile(filepath.Join(folder, file), whole, 0o600); err != nil {
				return err
			}
		}
		if err := delegate(folder); err != nil {
			return err
		}
	}
	return nil
}

// delegate hands the controllers of version 2 down to the group's own groups.
func delegate(folder string) error {
	for _, one := range []string{filepath.Dir(folder), folder} {
		controllers, err := os.ReadFile(filepath.Join(one, "cgroup.controllers"))
		if errors.Is(err, fs.ErrNotExist) {
			return nil // version 1
		}
		if err != nil {
			return err
		}
		for _, controller := range strings.Fields(string(controllers)) {
			if err := os.WriteFile(filepath.Join(one, "cgroup.subtree_control"), []byte("+"+controller), 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}

// all are the groups and those below them, the deepest first.
func (c cgroups) all() (folders []string) {
	for _, top := range c.folders {
		filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() {
				folders = append(folders, path)
			}
			return nil // groups may vanish while we look
		})
	}
	slices.Reverse(folders)
	return folders
}

// remove ends every process in the groups and removes them.
func (c cgroups) remove() error {
	var last error
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		folders := c.all()
		if len(folders) == 0 {
			return nil
		}
		if err := processes.Kill(processes.InCgroup(c.name)...); err != nil {
			return err
		}
		last = nil
		for _, folder := range folders {
			if err := os.Remove(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
				last = err
			}
		}
		if last == nil {
			return nil
		}
	}
	return last
}
