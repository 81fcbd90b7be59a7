package node

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"drawbridge.dev/testbed/processes"
	"drawbridge.dev/testbed/rundir"
)

// MachineCommand is the hidden command that runs the machine.
const MachineCommand = "__node-machine"

// RunMachine holds the mounts that the node's daemons share. Its start is the
// node's boot: whatever ran on the node before ends, and what daemons find is
// empty or new. It expects to have a mount namespace and a network of its own.
func RunMachine(address, root string) error {
	layout := rundir.Layout{Root: root}
	groups, err := cgroupsOf(layout)
	if err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error { return endLastBoot(layout) }, groups.remove, groups.make,
		func() error { return mountAll(layout) },
		forwardPackets,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return serveHealth(address)
}

// endLastBoot ends the daemons and shims of a machine that was killed: they
// would go on in its view of the file system, beside those of this one.
func endLastBoot(layout rundir.Layout) error {
	left := processes.WithMarker(layout.Root)
	left = slices.DeleteFunc(left, func(one processes.Identity) bool {
		return !exists(fmt.Sprintf("/proc/%d/root%s", one.Pid, Inside.SettingsFile()))
	})
	return processes.Kill(left...)
}

// mountAll makes the machine's own view of the file system.
func mountAll(layout rundir.Layout) error {
	// Mounts that one daemon makes are seen by the others, and by nobody else.
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_SHARED, ""); err != nil {
		return fmt.Errorf("cannot share mounts among the node's daemons: %w", err)
	}
	// Opened before /run is covered, in case it lies there.
	run, err := os.Open(layout.Root)
	if err != nil {
		return err
	}
	defer run.Close()
	if err := mount("tmpfs", "/run", "tmpfs", "mode=755"); err != nil {
		return err
	}
	for _, folder := range []string{Mount, "/run/var/upper", "/run/var/work"} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
	}
	if err := syscall.Mount(fmt.Sprintf("/proc/self/fd/%d", run.Fd()), Mount, "", syscall.MS_BIND|syscall.MS_REC, ""); err != nil {
		return fmt.Errorf("cannot bind the run directory to %s: %w", Mount, err)
	}
	// CNI and kubelet write below /var, wherever they are told to write.
	return mount("overlay", "/var", "overlay", "lowerdir=/var,upperdir=/run/var/upper,workdir=/run/var/work")
}

func mount(source, target, kind, options string) error {
	if err := syscall.Mount(source, target, kind, 0, options); err != nil {
		return fmt.Errorf("cannot mount %s on %s: %w", kind, target, err)
	}
	return nil
}

// forwardPackets makes the network namespace a router for the pods.
func forwardPackets() error {
	var failures []error
	for name, value := range map[string]string{
		"ipv4/ip_forward": "1",
		// Else packets between two pods of the bridge are never translated or filtered.
		"bridge/bridge-nf-call-iptables": "1",
		// The pods' side of the bridge speaks IPv4 only, as do the policies.
		"ipv6/conf/default/disable_ipv6": "1",
	} {
		err := os.WriteFile(filepath.Join("/proc/sys/net", name), []byte(value), 0o600)
		if !errors.Is(err, os.ErrNotExist) || name != "ipv6/conf/default/disable_ipv6" {
			failures = append(failures, err)
		}
	}
	return errors.Join(failures...)
}

func serveHealth(address string) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /metrics", func(writer http.ResponseWriter, _ *http.Request) {
		io.WriteString(writer, "# TYPE testbed_machine_up gauge\ntestbed_machine_up 1\n")
	})
	server := http.Server{Addr: address, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	return server.ListenAndServe()
}

// TakeDown ends the pods that are left when the node's daemons have ended, and
// removes their control groups. Mounts and loop devices went with the processes.
func TakeDown(layout rundir.Layout) error {
	groups, err := cgroupsOf(layout)
	if err != nil {
		return err
	}
	return groups.remove()
}
