// Package daemons defines what the testbed runs: each daemon's command, how to
// tell that it is ready and where its metrics are.
package daemons

import (
	"slices"

	"drawbridge.dev/testbed/build"
	"drawbridge.dev/testbed/netpolicy"
	"drawbridge.dev/testbed/processes"
	"drawbridge.dev/testbed/rundir"
	"drawbridge.dev/testbed/volumes"
)

// Daemon is one long-running part of the testbed.
type Daemon struct {
	processes.Command
	// Address is where it listens, for people.
	Address string
	// Ready answers 200 when the daemon is ready.
	Ready string
	// RefusalIsReady accepts any answer of Ready: a server that knows no policy refuses all.
	RefusalIsReady bool
	// Metrics are the addresses of its Prometheus metrics.
	Metrics []string
}

// Phase groups daemons that may start together, in the order of phases.
type Phase []Daemon

// Has reports whether a daemon belongs to the phase.
func (p Phase) Has(name string) bool {
	return slices.ContainsFunc(p, func(one Daemon) bool { return one.Name == name })
}

// Inputs are what the definitions depend on.
type Inputs struct {
	Layout   rundir.Layout
	Settings rundir.Settings
	Programs map[string]build.Found
	// Self is this program, which is a daemon too.
	Self string
	// OpaToken is the bearer token that OPA expects.
	OpaToken string
	// AuthzFiles are OPA's authorization policies.
	AuthzFiles []string
}

// Phases lists all daemons in the order they start. cert-manager is alone in
// the last phase because it ends when its CustomResourceDefinitions are missing.
func Phases(in Inputs) []Phase {
	phases := []Phase{
		{in.etcd(), in.policyBundles(), in.opa()},
		{in.apiServer()},
		{in.controllerManager(), in.scheduler(), in.kwok()},
		{in.certManager()},
	}
	if in.Settings.HasNode() {
		phases[0] = append(phases[0], in.machine())
		phases[1] = append(phases[1], in.containerd())
		phases[2] = append(phases[2], in.netpolicy(), in.volumes(), in.kubeProxy(), in.kubelet())
	}
	return phases
}

// Names are the names of a profile's daemons.
func Names(profile rundir.Profile) []string {
	names := []string{"etcd", "policy-bundles", "opa", "kube-apiserver",
		"kube-controller-manager", "kube-scheduler", "kwok", "cert-manager"}
	if profile == rundir.Node {
		names = append(names, "machine", "containerd", netpolicy.Daemon, volumes.Daemon, "kube-proxy", "kubelet")
	}
	return names
}

func (in Inputs) command(name string, arguments ...string) processes.Command {
	return processes.Command{Name: name, Program: in.Programs[name].Path, Arguments: arguments,
		// Some hundred MiB more for a good part of the processor time: the daemons share two cores with the tests.
		Environment: []string{"GOGC=400"}}
}
