package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"drawbridge.dev/testbed/daemons"
	"drawbridge.dev/testbed/netpolicy"
	"drawbridge.dev/testbed/network"
	"drawbridge.dev/testbed/node"
	"drawbridge.dev/testbed/processes"
	"drawbridge.dev/testbed/rundir"
)

// down ends everything. It also works on what a killed `up` left, and when the
// run directory was deleted by hand.
func down(t testbed, arguments []string) error {
	if err := none("down", arguments); err != nil {
		return err
	}
	begun := time.Now()
	lock, err := t.lock()
	if err != nil {
		return err
	}
	defer lock.Release()
	existed := t.layout.Claimed()
	if err := t.endDaemons(); err != nil {
		return err
	}
	if err := t.endStrays(); err != nil {
		return err
	}
	if err := network.Remove(t.layout.Namespace()); err != nil {
		return err
	}
	if err := t.layout.Remove(); err != nil {
		return err
	}
	if existed {
		fmt.Fprintf(t.out, "testbed: down after %.1f s\n", time.Since(begun).Seconds())
	} else {
		fmt.Fprintln(t.out, "testbed: nothing is up")
	}
	return nil
}

// endDaemons ends every daemon, with or without a pid file.
func (t testbed) endDaemons() error {
	var known []processes.Identity
	for _, name := range daemons.Names(rundir.Node) {
		if identity, ok := processes.Read(t.layout.PidFile(name)); ok {
			known = append(known, identity)
		}
	}
	// Nothing of theirs is kept, so nothing has to be saved.
	if err := processes.Kill(known...); err != nil {
		return err
	}
	if err := processes.KillMarked(t.layout.Root); err != nil {
		return err
	}
	return node.TakeDown(t.layout)
}

// endStrays ends what `testbed run` started in the namespace and is still
// there. What somebody else brought in is only named.
func (t testbed) endStrays() error {
	namespace := t.layout.Namespace()
	if !network.Exists(namespace) {
		return nil
	}
	var ours []processes.Identity
	var others []string
	for _, identity := range processes.InNamespace(network.Path(namespace)) {
		switch {
		case processes.IsAncestor(identity.Pid): // whoever called us inside the namespace
		case processes.HasVariable(identity.Pid, "TESTBED_RUN", t.layout.Root):
			ours = append(ours, identity)
		default:
			others = append(others, fmt.Sprint(identity.Pid))
		}
	}
	if len(others) > 0 {
		fmt.Fprintf(t.notes, "testbed: processes of others stay in the testbed's network (%s); end them to free it\n", strings.Join(others, ", "))
	}
	return processes.Kill(ours...)
}

// stop ends one daemon at once and remembers that this was on purpose.
func stop(t testbed, arguments []string) error {
	name, err := daemonName("stop", arguments)
	if err != nil {
		return err
	}
	settings, err := t.settings()
	if err != nil {
		return err
	}
	lock, err := t.lock()
	if err != nil {
		return err
	}
	defer lock.Release()
	if err := os.WriteFile(t.layout.StoppedMark(name), nil, 0o600); err != nil {
		return err
	}
	if identity, ok := processes.Read(t.layout.PidFile(name)); ok {
		if err := processes.Kill(identity); err != nil {
			return err
		}
	}
	if name == netpolicy.Daemon && network.Exists(settings.Namespace) {
		// Stopped means not enforced, not enforced as it was.
		return netpolicy.Clear(settings.Namespace)
	}
	return nil
}

func logs(t testbed, arguments []string) error {
	name, err := daemonName("logs", arguments)
	if err != nil {
		return err
	}
	if _, err := t.settings(); err != nil {
		return err
	}
	content, err := os.ReadFile(t.layout.Log(name))
	if err != nil {
		return fmt.Errorf("%s has not been started yet (%s); `testbed up` starts it", name, filepath.Base(t.layout.Log(name)))
	}
	_, err = t.out.Write(content)
	return err
}

func daemonName(command string, arguments []string) (string, error) {
	names := strings.Join(daemons.Names(rundir.Node), ", ")
	if len(arguments) != 1 {
		return "", usageError(fmt.Sprintf("`testbed %s` takes the name of one daemon: %s", command, names))
	}
	for _, name := range daemons.Names(rundir.Node) {
		if name == arguments[0] {
			return name, nil
		}
	}
	return "", usageError(fmt.Sprintf("there is no daemon %q; the daemons are %s", arguments[0], names))
}
