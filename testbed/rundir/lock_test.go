package rundir

import (
	"io"
	"path/filepath"
	"testing"
	"time"
)

func TestOnlyOneHasTheLockAndTheNextWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := Acquire(path, "", io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := tryLock(path); second != nil || err != nil {
		t.Fatalf("a second lock: %v, error %v", second, err)
	}
	got := make(chan error)
	go func() {
		_, err := Acquire(path, "", io.Discard)
		got <- err
	}()
	first.Release()
	select {
	case err := <-got:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the lock was not handed on")
	}
}

func TestALockOnARemovedFileIsNotTaken(t *testing.T) {
	layout := Layout{filepath.Join(t.TempDir(), "run")}
	before, err := Acquire(layout.LockFile(), "", io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if err := layout.Claim(); err != nil {
		t.Fatal(err)
	}
	if err := layout.Remove(); err != nil {
		t.Fatal(err)
	}
	after, err := Acquire(layout.LockFile(), "", io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	before.Release()
	if third, err := tryLock(layout.LockFile()); third != nil || err != nil {
		t.Fatalf("the lock of the new run directory excludes nobody: %v, error %v", third, err)
	}
	after.Release()
}
