package supervisor

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"drawbridge.dev/testbed/daemons"
	"drawbridge.dev/testbed/processes"
	"drawbridge.dev/testbed/rundir"
)

const (
	// patience is how long a daemon may take to be ready, on a machine under load.
	patience = 90 * time.Second
	// hung is how long one that ran before may be silent until it is started anew:
	// it may have been started by a launcher that was killed a moment ago.
	hung = 20 * time.Second
)

// Supervisor starts and restarts daemons; whoever has one holds the testbed's lock.
type Supervisor struct {
	Layout rundir.Layout
	Lock   *rundir.Lock
	HTTP   *http.Client
	// Notice is told which daemons are started.
	Notice func(format string, arguments ...any)
}

// Ensure makes all daemons of a phase run in their present configuration and
// waits until they are ready. It returns how many had to be started.
func (s Supervisor) Ensure(phase daemons.Phase) (started int, err error) {
	var waiting []daemons.Daemon
	for _, daemon := range phase {
		state, identity := Observe(s.Layout, s.HTTP, daemon)
		if state == Ready || state == NotReady && s.await(daemon, hung) == nil {
			continue
		}
		if err := s.replace(daemon, state, identity); err != nil {
			return started, err
		}
		started++
		waiting = append(waiting, daemon)
	}
	for _, daemon := range waiting {
		if err := s.await(daemon, patience); err != nil {
			return started, err
		}
	}
	return started, nil
}

func (s Supervisor) replace(daemon daemons.Daemon, state State, old processes.Identity) error {
	if old.Pid != 0 {
		s.Notice("restarting %s: it is %s", daemon.Name, state)
		if err := processes.Stop(old); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(s.Layout.StoppedMark(daemon.Name)); err != nil {
		return err
	}
	_, err := processes.Start(s.Layout, daemon.Command, s.Lock)
	return err
}

// await waits until a daemon answers, or explains why it never will.
func (s Supervisor) await(daemon daemons.Daemon, within time.Duration) error {
	begun := time.Now()
	for ; time.Since(begun) < within; time.Sleep(30 * time.Millisecond) {
		state, _ := Observe(s.Layout, s.HTTP, daemon)
		if state == Ready {
			return nil
		}
		// The first moments belong to the child that has not recorded itself yet.
		if state == Dead && time.Since(begun) > 2*time.Second {
			return fmt.Errorf("%s ended as soon as it was started; the end of its log (%s):\n%s",
				daemon.Name, s.Layout.Log(daemon.Name), s.lastLines(daemon.Name))
		}
	}
	return fmt.Errorf("%s is not ready after %s (%s); the end of its log (%s):\n%s",
		daemon.Name, within, daemon.Ready, s.Layout.Log(daemon.Name), s.lastLines(daemon.Name))
}

func (s Supervisor) lastLines(daemon string) string {
	const shown = 8
	content, err := os.ReadFile(s.Layout.Log(daemon))
	if err != nil {
		return "  (" + err.Error() + ")"
	}
	lines := strings.Split(string(bytes.TrimSpace(content)), "\n")
	if len(lines) > shown {
		lines = lines[len(lines)-shown:]
	}
	return "  " + strings.Join(lines, "\n  ")
}
