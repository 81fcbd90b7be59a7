package node

import (
	"os/exec"
	"slices"
	"testing"
)

func TestHierarchiesOfBothVersionsAreFound(t *testing.T) {
	const mounts = `24 1 0:22 / /sys rw,nosuid - sysfs sysfs rw
30 24 0:26 / /sys/fs/cgroup/unified rw,nosuid shared:5 - cgroup2 cgroup2 rw
31 24 0:27 / /sys/fs/cgroup/cpuset rw,nosuid - cgroup cgroup rw,cpuset
32 24 0:27 / /sys/fs/cgroup/cpuset rw,nosuid - cgroup cgroup rw,cpuset
33 24 0:28 / /tmp/cgroup - tmpfs tmpfs rw
`
	if got := hierarchies(mounts); !slices.Equal(got, []string{"/sys/fs/cgroup/unified", "/sys/fs/cgroup/cpuset"}) {
		t.Fatal(got)
	}
}

func TestAProgramWithALinkerIsNotStatic(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	if static(shell) || static("/etc/passwd") {
		t.Fatal("taken for static")
	}
}
