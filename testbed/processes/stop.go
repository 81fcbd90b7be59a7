package processes

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// grace is how long a signal may take; the API server and etcd are known to
// need a second one.
const grace = 2 * time.Second

// Stop ends processes: TERM, TERM again, KILL. It returns when all are gone.
func Stop(identities ...Identity) error {
	for range 2 {
		alive := 0
		for _, identity := range identities {
			if !identity.Alive() {
				continue
			}
			alive++
			if err := identity.Signal(syscall.SIGTERM); err != nil {
				return err
			}
		}
		if alive == 0 || gone(identities, grace) {
			return nil
		}
	}
	return Kill(identities...)
}

func gone(identities []Identity, within time.Duration) bool {
	for deadline := time.Now().Add(within); ; time.Sleep(20 * time.Millisecond) {
		alive := false
		for _, identity := range identities {
			alive = alive || identity.Alive()
		}
		if !alive {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
	}
}

// WithMarker finds the daemons of a run directory by their environment, with or
// without pid files.
func WithMarker(root string) []Identity {
	return matching(func(folder string) bool {
		environment, err := os.ReadFile(filepath.Join(folder, "environ"))
		return err == nil && holds(environment, Marker, root)
	})
}

// InNamespace finds every process in a network namespace, given as a file.
func InNamespace(path string) []Identity {
	namespace, err := os.Stat(path)
	if err != nil {
		return nil
	}
	return matching(func(folder string) bool {
		own, err := os.Stat(filepath.Join(folder, "ns", "net"))
		return err == nil && os.SameFile(own, namespace)
	})
}

// InCgroup finds every process in a top-level control group of that name, or below it.
func InCgroup(name string) []Identity {
	return matching(func(folder string) bool {
		groups, err := os.ReadFile(filepath.Join(folder, "cgroup"))
		return err == nil && inCgroup(string(groups), name)
	})
}

func inCgroup(groups, name string) bool {
	for _, line := range strings.Split(groups, "\n") {
		// HIERARCHY:CONTROLLERS:PATH
		fields := strings.SplitN(line, ":", 3)
		if len(fields) == 3 && strings.HasPrefix(fields[2]+"/", "/"+name+"/") {
			return true
		}
	}
	return false
}

func matching(accept func(folder string) bool) []Identity {
	folders, _ := filepath.Glob("/proc/[0-9]*")
	boot, _ := bootID()
	var found []Identity
	for _, folder := range folders {
		pid, err := strconv.Atoi(filepath.Base(folder))
		if err != nil || pid == os.Getpid() {
			continue
		}
		// The start time is read first: if the id is recycled afterwards, the
		// identity fits no process and nothing is signalled.
		start, _, err := stat(pid)
		if err == nil && accept(folder) {
			found = append(found, Identity{Pid: pid, Start: start, Boot: boot})
		}
	}
	return found
}
