package node

import (
	"debug/elf"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"drawbridge.dev/testbed/network"
)

// Possible tells why a real node cannot be had here, naming the first fact that
// is missing; empty when it can.
func Possible() (why string) {
	if why := network.Possible(); why != "" {
		return "a network of its own cannot be had: " + why
	}
	for _, check := range []func() string{programs, kernel, mounts, packetFilter} {
		if why := check(); why != "" {
			return why
		}
	}
	return ""
}

// programs are those that are not built here.
func programs() string {
	for _, one := range []struct{ program, of string }{
		{"nft", "nftables"}, {"mkfs.ext4", "e2fsprogs"}, {"mount", "mount"}, {"busybox", "busybox-static"}} {
		if _, err := exec.LookPath(one.program); err != nil {
			return fmt.Sprintf("the program `%s` is missing (package %s)", one.program, one.of)
		}
	}
	if busybox, err := exec.LookPath("busybox"); err == nil && !static(busybox) {
		return busybox + " needs shared libraries, which a container has not (package busybox-static)"
	}
	for _, plugin := range []string{"bridge", "host-local", "loopback", "tuning"} {
		if !exists("/usr/lib/cni/"+plugin) && !exists("/opt/cni/bin/"+plugin) {
			return fmt.Sprintf("the CNI plugin `%s` is neither in /usr/lib/cni nor in /opt/cni/bin (package containernetworking-plugins)", plugin)
		}
	}
	return ""
}

// kernel is what the kernel has to be able to.
func kernel() string {
	known, err := os.ReadFile("/proc/filesystems")
	if err != nil {
		return err.Error()
	}
	for _, kind := range []string{"overlay", "ext4", "cgroup"} {
		if !strings.Contains(string(known), "\t"+kind+"\n") && exec.Command("modprobe", "-q", kind).Run() != nil {
			return fmt.Sprintf("the kernel has no file system `%s`", kind)
		}
	}
	if !exists("/proc/sys/net/bridge") && exec.Command("modprobe", "-q", "br_netfilter").Run() != nil {
		return "the kernel does not show bridged packets to the packet filter (module br_netfilter)"
	}
	if !exists("/sys/fs/ext4/features/encryption") {
		return "the kernel's ext4 cannot encrypt (CONFIG_FS_ENCRYPTION), which the StorageClass `encrypted` needs"
	}
	if !exists("/dev/loop-control") {
		return "there are no loop devices (/dev/loop-control), which volumes need"
	}
	return controlGroups()
}

// controlGroups has to be writable, with the controllers that kubelet insists on.
func controlGroups() string {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return err.Error()
	}
	var found string
	for _, folder := range hierarchies(string(mounts)) {
		if syscall.Access(folder, 2) != nil {
			return "control groups cannot be made in " + folder
		}
		list, _ := os.ReadFile(filepath.Join(folder, "cgroup.controllers"))
		found += " " + filepath.Base(folder) + " " + string(list)
	}
	for _, controller := range []string{"cpu", "memory", "pids"} {
		if !strings.Contains(found, controller) {
			return fmt.Sprintf("there is no control group hierarchy with the controller `%s`", controller)
		}
	}
	return ""
}

// mounts are tried where nobody sees them.
func mounts() string {
	command := exec.Command("mount", "-t", "tmpfs", "tmpfs", "/run")
	command.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if output, err := command.CombinedOutput(); err != nil {
		return "this root may not mount: " + firstLine(output, err)
	}
	return ""
}

// packetFilter is tried in a network of its own, with what kube-proxy and policies need.
func packetFilter() string {
	command := exec.Command("nft", "-f", "-")
	command.Stdin = strings.NewReader(`table ip check {
		chain nat { type nat hook prerouting priority dstnat; }
		chain pod { ct state established accept; }
		chain filter { type filter hook forward priority filter; ip daddr vmap { 10.244.0.2 : jump pod }; }
	}`)
	command.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNET}
	if output, err := command.CombinedOutput(); err != nil {
		return "nftables do not work: " + firstLine(output, err)
	}
	return ""
}

// static tells whether a program runs without a dynamic linker.
func static(program string) bool {
	file, err := elf.Open(program)
	if err != nil {
		return false
	}
	defer file.Close()
	return !slices.ContainsFunc(file.Progs, func(part *elf.Prog) bool { return part.Type == elf.PT_INTERP })
}

func firstLine(output []byte, err error) string {
	if line, _, _ := strings.Cut(strings.TrimSpace(string(output)), "\n"); line != "" {
		return line
	}
	return err.Error()
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
