package command

import (
	"fmt"
	"text/tabwriter"

	"drawbridge.dev/testbed/build"
	"drawbridge.dev/testbed/bundle"
	"drawbridge.dev/testbed/daemons"
	"drawbridge.dev/testbed/network"
	"drawbridge.dev/testbed/rundir"
	"drawbridge.dev/testbed/supervisor"
)

func status(t testbed, arguments []string) error {
	if err := none("status", arguments); err != nil {
		return err
	}
	settings, err := t.settings()
	if err != nil {
		return err
	}
	if settings.Namespace != "" && !network.Exists(settings.Namespace) {
		return fmt.Errorf("the network namespace %s is gone, so nothing can be reached; `testbed up` repairs that", settings.Namespace)
	}
	if err := t.enter(settings, []string{"status"}); err != nil {
		return err
	}
	phases, err := t.phases(settings)
	if err != nil {
		return err
	}
	advice, err := t.table(phases)
	if err != nil {
		return err
	}
	broken := false
	for _, one := range advice {
		broken = broken || one.state.Broken()
		fmt.Fprintf(t.out, "testbed: %s\n", one.state.Advice(one.daemon))
	}
	if broken {
		return errTold
	}
	return nil
}

// finding is a daemon that is not ready.
type finding struct {
	daemon string
	state  supervisor.State
}

// table prints every daemon and returns those that are not ready.
func (t testbed) table(phases []daemons.Phase) (findings []finding, err error) {
	client, err := t.probe()
	if err != nil {
		return nil, err
	}
	writer := tabwriter.NewWriter(t.out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(writer, "DAEMON\tSTATE\tPID\tADDRESS")
	for _, phase := range phases {
		for _, daemon := range phase {
			state, identity := supervisor.Observe(t.layout, client, daemon)
			pid := "-"
			if identity.Pid != 0 {
				pid = fmt.Sprint(identity.Pid)
			}
			fmt.Fprintf(writer, "%s\t%s\t%s\t%s\n", daemon.Name, state, pid, daemon.Address)
			if state != supervisor.Ready {
				findings = append(findings, finding{daemon.Name, state})
			}
		}
	}
	return findings, writer.Flush()
}

// phases are the daemons of the testbed that is up. Nothing is built for that:
// the links in the run directory name the programs.
func (t testbed) phases(settings rundir.Settings) ([]daemons.Phase, error) {
	programs, err := build.Linked(t.layout.Bin(), build.Inventory(settings.Profile))
	if err != nil {
		return nil, fmt.Errorf("the testbed was not started completely (%w); `testbed up` completes it", err)
	}
	inputs, err := t.inputs(settings, programs)
	if err != nil {
		return nil, fmt.Errorf("the testbed was not started completely (%w); `testbed up` completes it", err)
	}
	return daemons.Phases(inputs), nil
}

// start starts one stopped daemon.
func start(t testbed, arguments []string) error {
	name, err := daemonName("start", arguments)
	if err != nil {
		return err
	}
	settings, err := t.settings()
	if err != nil {
		return err
	}
	if err := t.enter(settings, append([]string{"start"}, arguments...)); err != nil {
		return err
	}
	lock, err := t.lock()
	if err != nil {
		return err
	}
	defer lock.Release()
	phases, err := t.phases(settings)
	if err != nil {
		return err
	}
	client, err := t.probe()
	if err != nil {
		return err
	}
	boss := supervisor.Supervisor{Layout: t.layout, Lock: lock, HTTP: client, Notice: t.notice(upOptions{})}
	for _, phase := range phases {
		for _, daemon := range phase {
			if daemon.Name != name {
				continue
			}
			if _, err := boss.Ensure(daemons.Phase{daemon}); err != nil {
				return err
			}
		}
	}
	if name != "opa" {
		return nil
	}
	// A started OPA refuses everything until it has the bundle.
	_, err = t.activatePolicies(settings, client, bundle.Source.Last)
	return err
}
