package command

import (
	"errors"
	"io"
	"os"

	"drawbridge.dev/testbed/daemons"
	"drawbridge.dev/testbed/netpolicy"
	"drawbridge.dev/testbed/node"
	"drawbridge.dev/testbed/processes"
	"drawbridge.dev/testbed/rundir"
	"drawbridge.dev/testbed/volumes"
)

// hidden runs a command by which this program turns into one of its own
// daemons; known is false when the name is no such command.
func hidden(name string, arguments []string, out io.Writer) (known bool, err error) {
	if name == processes.BecomeCommand {
		return true, processes.Become(arguments)
	}
	own := map[string]struct {
		count int
		run   func() error
	}{
		daemons.ServeBundleCommand: {2, func() error { return daemons.ServeBundle(arguments[0], arguments[1]) }},
		node.MachineCommand:        {2, func() error { return node.RunMachine(arguments[0], arguments[1]) }},
		netpolicy.RunCommand:       {1, func() error { return netpolicy.Run(rundir.Layout{Root: arguments[0]}, node.Name) }},
		netpolicy.AnnounceCommand:  {1, func() error { return netpolicy.Announce(arguments[0], os.Getenv, os.Stdin, out) }},
		volumes.RunCommand:         {1, func() error { return volumes.Run(rundir.Layout{Root: arguments[0]}) }},
	}
	one, known := own[name]
	if known && len(arguments) != one.count {
		return true, errors.New("this command is for the testbed's own use")
	}
	if !known {
		return false, nil
	}
	return true, one.run()
}
