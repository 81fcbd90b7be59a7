// Package processes starts, recognises and ends the testbed's daemons. A
// process is known by its id, its start time and the boot it belongs to, so
// that a recycled id is never taken for a daemon and never signalled.
package processes

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"

	"drawbridge.dev/testbed/rundir"
)

// Identity names one process for good.
type Identity struct {
	Pid int `json:"pid"`
	// Start is the start time in clock ticks after boot.
	Start uint64 `json:"start"`
	Boot  string `json:"boot"`
	// Fingerprint is of the command that was started; see Command.Fingerprint.
	Fingerprint string `json:"fingerprint"`
}

// Self is the identity of the running process; it stays when the process turns
// into another program.
func Self(fingerprint string) (Identity, error) {
	boot, err := bootID()
	if err != nil {
		return Identity{}, err
	}
	start, _, err := stat(os.Getpid())
	return Identity{os.Getpid(), start, boot, fingerprint}, err
}

// Read returns the identity in a pid file; ok is false when there is none that can be read.
func Read(path string) (identity Identity, ok bool) {
	content, err := os.ReadFile(path)
	if err != nil {
		return Identity{}, false
	}
	return identity, json.Unmarshal(content, &identity) == nil && identity.Pid > 1
}

// Write stores the identity.
func (i Identity) Write(path string) error {
	content, err := json.Marshal(i)
	if err != nil {
		return err
	}
	return rundir.WriteFile(path, content)
}

// Alive reports whether that very process still runs. A zombie does not, unless
// it is only the first thread that has ended: the others still hold the ports.
func (i Identity) Alive() bool {
	boot, err := bootID()
	if err != nil || boot != i.Boot {
		return false
	}
	start, state, err := stat(i.Pid)
	if err != nil || start != i.Start {
		return false
	}
	return state != 'Z' && state != 'X' || threads(i.Pid) > 1
}

func threads(pid int) int {
	folders, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	return len(folders)
}

// Signal sends a signal to that very process, if it still runs.
func (i Identity) Signal(signal syscall.Signal) error {
	if !i.Alive() {
		return nil
	}
	if err := syscall.Kill(i.Pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("cannot send %s to process %d: %w", signal, i.Pid, err)
	}
	return nil
}

func bootID() (string, error) {
	content, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return strings.TrimSpace(string(content)), err
}

func stat(pid int) (start uint64, state byte, err error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, err
	}
	return parseStat(content)
}

// parseStat takes start time (field 22) and state (field 3) from /proc/PID/stat.
// The command in field 2 may itself hold spaces and parentheses, hence the last ')'.
func parseStat(content []byte) (start uint64, state byte, err error) {
	end := bytes.LastIndexByte(content, ')')
	if end < 0 {
		return 0, 0, errors.New("no process state")
	}
	fields := strings.Fields(string(content[end+1:]))
	if len(fields) < 20 {
		return 0, 0, errors.New("short process state")
	}
	start, err = strconv.ParseUint(fields[19], 10, 64)
	return start, fields[0][0], err
}
