// Package network gives a testbed a network of its own: a namespace that holds
// nothing but its loopback device. It has no default route, so nothing that
// runs in it can reach another machine.
package network

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"drawbridge.dev/testbed/rundir"
)

const folder = "/run/netns"

// Path is the file that keeps a namespace alive.
func Path(name string) string { return filepath.Join(folder, name) }

// Possible tells why a namespace cannot be had here; empty when it can.
func Possible() (why string) {
	if os.Getenv("TESTBED_NETNS") == "off" {
		return "TESTBED_NETNS=off"
	}
	for _, tool := range []string{"ip", "nsenter"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "the program `" + tool + "` is missing (packages iproute2 and util-linux)"
		}
	}
	if os.Geteuid() != 0 {
		return "it needs root"
	}
	return ""
}

// Ensure creates the namespace, or completes one that was left half-made. It
// reports whether it had to be created.
func Ensure(name string) (created bool, err error) {
	if !Exists(name) {
		if err := ip("netns", "add", name); err != nil {
			return false, err
		}
		created = true
	}
	return created, errors.Join(
		ip("-n", name, "link", "set", "lo", "up"),
		ip("-n", name, "addr", "replace", rundir.NamespaceHost+"/32", "dev", "lo"),
		// Without a route for the service addresses connect() fails before they are translated.
		ip("-n", name, "route", "replace", "10.96.0.0/16", "dev", "lo"))
}

// Exists reports whether the namespace's name is there.
func Exists(name string) bool {
	var mounted, parent syscall.Stat_t
	// A name whose mount is gone is an empty file on the folder's own file system.
	return syscall.Stat(Path(name), &mounted) == nil && syscall.Stat(folder, &parent) == nil && mounted.Dev != parent.Dev
}

// Remove takes the namespace's name away; the kernel frees it when its last process ends.
func Remove(name string) error {
	if _, err := os.Lstat(Path(name)); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if !Exists(name) {
		return os.Remove(Path(name))
	}
	return ip("netns", "del", name)
}

// Inside reports whether this process is in the namespace.
func Inside(name string) bool {
	return Exists(name) && Same("/proc/self/ns/net", Path(name))
}

// Same reports whether two files stand for one namespace.
func Same(one, other string) bool {
	a, err := os.Stat(one)
	if err != nil {
		return false
	}
	b, err := os.Stat(other)
	return err == nil && os.SameFile(a, b)
}

// Enter turns this process into the given command inside the namespace. It
// returns only when that failed. `ip netns exec` is no choice: it remounts /sys.
func Enter(name string, command, environment []string) error {
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		return errors.New("the program `nsenter` is missing (package util-linux)")
	}
	if !Exists(name) {
		return fmt.Errorf("the network namespace %s is gone; `testbed up` repairs that", name)
	}
	return syscall.Exec(nsenter, append([]string{"nsenter", "--net=" + Path(name), "--"}, command...), environment)
}

func ip(arguments ...string) error {
	output, err := exec.Command("ip", arguments...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("ip %s: %s", strings.Join(arguments, " "), strings.TrimSpace(string(output)))
	}
	return nil
}
