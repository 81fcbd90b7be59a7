package rundir

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// inheritedLock names the variable that carries a held lock's file descriptor
// to the program that this one turns into.
const inheritedLock = "DRAWBRIDGE_TESTBED_LOCK_FD"

// Lock is an exclusive lock on a file; it ends with the last process that holds it.
type Lock struct{ file *os.File }

// Acquire waits for the lock at path and says so on notice, every 15 seconds.
func Acquire(path, what string, notice io.Writer) (*Lock, error) {
	if number, err := strconv.Atoi(os.Getenv(inheritedLock)); err == nil {
		os.Unsetenv(inheritedLock)
		syscall.CloseOnExec(number)
		return &Lock{os.NewFile(uintptr(number), path)}, nil
	}
	started, told := time.Now(), time.Time{}
	for {
		lock, err := tryLock(path)
		if err != nil || lock != nil {
			return lock, err
		}
		if time.Since(told) > 15*time.Second {
			fmt.Fprintf(notice, "testbed: waiting for %s (%.0f s)\n", what, time.Since(started).Seconds())
			told = time.Now()
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// tryLock returns nil without an error when somebody else has the lock.
func tryLock(path string) (*Lock, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == syscall.EWOULDBLOCK {
		return nil, file.Close()
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("cannot lock %s: %w", path, err)
	}
	// The holder before us may have removed the file with its folder: a lock on
	// a removed file would exclude nobody.
	ours, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if now, err := os.Stat(path); err != nil || !os.SameFile(ours, now) {
		return nil, file.Close()
	}
	return &Lock{file}, nil
}

// File is the descriptor to hand to a child, which then holds the lock too.
func (l *Lock) File() *os.File { return l.file }

// Release gives the lock up.
func (l *Lock) Release() { l.file.Close() }

// KeepOverExec lets the lock survive an exec of this process; the returned
// assignment belongs into the new program's environment.
func (l *Lock) KeepOverExec() (string, error) {
	if _, _, errno := syscall.Syscall(syscall.SYS_FCNTL, l.file.Fd(), syscall.F_SETFD, 0); errno != 0 {
		return "", errno
	}
	return fmt.Sprintf("%s=%d", inheritedLock, l.file.Fd()), nil
}
