// Package supervisor makes daemons run, waits until they are ready and tells
// how they are.
package supervisor

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"

	"drawbridge.dev/testbed/daemons"
	"drawbridge.dev/testbed/processes"
	"drawbridge.dev/testbed/rundir"
)

// State is how a daemon is.
type State int

// The states of a daemon.
const (
	Ready State = iota
	Stopped
	Outdated
	NotReady
	Dead
)

func (s State) String() string {
	return [...]string{"ready", "stopped", "outdated", "not ready", "dead"}[s]
}

// Broken tells whether a daemon that should serve does not.
func (s State) Broken() bool { return s == NotReady || s == Dead }

// Advice says what the state means and how to repair it; empty when nothing is to do.
func (s State) Advice(daemon string) string {
	switch s {
	case Ready:
		return ""
	case Stopped:
		return daemon + " was stopped on purpose; `testbed start " + daemon + "` starts it again"
	case Outdated:
		return daemon + " runs with an old configuration; `testbed up` restarts it"
	case NotReady:
		return daemon + " runs but does not answer; `testbed logs " + daemon + "` may tell why, `testbed stop " + daemon + "` and `testbed up` restart it"
	}
	return daemon + " does not run; `testbed logs " + daemon + "` may tell why, `testbed up` starts it again"
}

// Observe tells how a daemon is, and which process it is (pid 0 when there is none).
func Observe(layout rundir.Layout, client *http.Client, daemon daemons.Daemon) (State, processes.Identity) {
	identity, ok := processes.Read(layout.PidFile(daemon.Name))
	if !ok || !identity.Alive() {
		if exists(layout.StoppedMark(daemon.Name)) {
			return Stopped, processes.Identity{}
		}
		return Dead, processes.Identity{}
	}
	if identity.Fingerprint != daemon.Fingerprint() {
		return Outdated, identity
	}
	if !answers(client, daemon) {
		return NotReady, identity
	}
	return Ready, identity
}

func answers(client *http.Client, daemon daemons.Daemon) bool {
	response, err := client.Get(daemon.Ready)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
	return response.StatusCode == http.StatusOK || daemon.RefusalIsReady
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
