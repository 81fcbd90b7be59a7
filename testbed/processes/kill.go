package processes

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Kill ends processes at once: for an outage on purpose, or when nothing of
// theirs is kept. It returns when all are gone.
func Kill(identities ...Identity) error {
	for _, identity := range identities {
		if err := identity.Signal(syscall.SIGKILL); err != nil {
			return err
		}
	}
	// Carried out late on a machine under load.
	if gone(identities, 20*time.Second) {
		return nil
	}
	return unkillable(identities)
}

// KillMarked ends the daemons of a run directory, and what they start while they
// are being ended. It returns when none is left.
func KillMarked(root string) error {
	const rounds = 50
	for range rounds {
		left := WithMarker(root)
		if len(left) == 0 {
			return nil
		}
		if err := Kill(left...); err != nil {
			return err
		}
	}
	return fmt.Errorf("the daemons of %s start others as fast as they are ended; look for them with ps", root)
}

func unkillable(identities []Identity) error {
	for _, identity := range identities {
		if identity.Alive() {
			return fmt.Errorf("process %d does not end, even by SIGKILL; look at /proc/%d/stack", identity.Pid, identity.Pid)
		}
	}
	return nil
}

// HasVariable reports whether a process was started with that variable.
func HasVariable(pid int, name, value string) bool {
	environment, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	return err == nil && holds(environment, name, value)
}

func holds(environment []byte, name, value string) bool {
	return bytes.Contains(append([]byte{0}, environment...), []byte("\x00"+name+"="+value+"\x00"))
}

// IsAncestor reports whether this process descends from that one.
func IsAncestor(pid int) bool {
	for parent := os.Getppid(); parent > 1; {
		if parent == pid {
			return true
		}
		content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", parent))
		if err != nil {
			return false
		}
		// State and parent follow the command's closing parenthesis.
		fields := strings.Fields(string(content[bytes.LastIndexByte(content, ')')+1:]))
		if len(fields) < 2 {
			return false
		}
		if parent, err = strconv.Atoi(fields[1]); err != nil {
			return false
		}
	}
	return false
}
