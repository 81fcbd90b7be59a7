package command

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"drawbridge.dev/testbed/build"
	"drawbridge.dev/testbed/bundle"
	"drawbridge.dev/testbed/certificates"
	"drawbridge.dev/testbed/cluster"
	"drawbridge.dev/testbed/daemons"
	"drawbridge.dev/testbed/network"
	"drawbridge.dev/testbed/node"
	"drawbridge.dev/testbed/rundir"
	"drawbridge.dev/testbed/supervisor"
)

// begunVariable carries the time of the start into the second half of `up`.
const begunVariable = "DRAWBRIDGE_TESTBED_BEGUN"

// upOptions are the flags of `up`.
type upOptions struct {
	quiet   bool
	qps     string
	profile rundir.Profile
}

// up runs in two halves. The first builds and makes the network, the second
// runs inside that network, in the same process and under the same lock.
// Everything it does can be repeated, so an `up` that was killed anywhere is
// completed by the next one.
func up(t testbed, arguments []string) error {
	options, err := parseUp(arguments)
	if err != nil {
		return err
	}
	begun := time.Now()
	if nanoseconds, err := strconv.ParseInt(os.Getenv(begunVariable), 10, 64); err == nil {
		begun = time.Unix(0, nanoseconds)
		os.Unsetenv(begunVariable)
		return t.upInside(options, begun)
	}
	// Before the lock: a quarter of an hour of building must not block `down`.
	profile, err := t.profile(options)
	if err != nil {
		return err
	}
	prebuilt, err := t.prebuilt()
	if err != nil {
		return err
	}
	if _, err := t.programs(prebuilt, profile); err != nil {
		return err
	}
	lock, err := t.lock()
	if err != nil {
		return err
	}
	settings, err := t.prepare(options, prebuilt, lock)
	if err != nil {
		return err
	}
	if inside(settings) {
		return t.bring(options, settings, lock, begun)
	}
	// Only here: a lock that survives an exec would go to every child.
	kept, err := lock.KeepOverExec()
	if err != nil {
		return err
	}
	note := fmt.Sprintf("%s=%d", begunVariable, begun.UnixNano())
	return t.enter(settings, append([]string{"up"}, arguments...), kept, note)
}

func (t testbed) upInside(options upOptions, begun time.Time) error {
	lock, err := t.lock()
	if err != nil {
		return err
	}
	settings, err := t.settings()
	if err != nil {
		return err
	}
	return t.bring(options, settings, lock, begun)
}

// bring starts what does not run.
func (t testbed) bring(options upOptions, settings rundir.Settings, lock *rundir.Lock, begun time.Time) error {
	defer lock.Release()
	programs, err := t.programs(settings.Prebuilt, settings.Profile)
	if err != nil {
		return err
	}
	if err := t.linkPrograms(programs); err != nil {
		return err
	}
	inputs, err := t.inputs(settings, programs)
	if err != nil {
		return err
	}
	client, err := t.probe()
	if err != nil {
		return err
	}
	started, err := t.startAll(inputs, supervisor.Supervisor{
		Layout: t.layout, Lock: lock, HTTP: client, Notice: t.notice(options)})
	if err != nil {
		return err
	}
	revision, err := t.activatePolicies(settings, client, bundle.Source.Ensure)
	if err != nil {
		return fmt.Errorf("Kubernetes is up, but the policies are not: %w", err)
	}
	t.tellUp(options, settings, started, revision, time.Since(begun))
	return nil
}

func (t testbed) startAll(inputs daemons.Inputs, boss supervisor.Supervisor) (started int, err error) {
	api, err := cluster.Connect(t.layout, inputs.Settings)
	if err != nil {
		return 0, err
	}
	phases := daemons.Phases(inputs)
	for i, phase := range phases {
		if i == len(phases)-1 {
			if err := content(api, inputs.Programs["cert-manager"]); err != nil {
				return started, err
			}
		}
		if phase.Has("kubelet") {
			if err := node.Images(inputs.Layout, inputs.Programs); err != nil {
				return started, err
			}
		}
		count, err := boss.Ensure(phase)
		started += count
		if err != nil {
			return started, err
		}
	}
	return started, api.AwaitContent()
}

// content is what the last daemons need to find.
func content(api *cluster.Client, certManager build.Found) error {
	if err := api.Definitions(certManager.Extra); err != nil {
		return err
	}
	return api.Content()
}

// profile is the one that is asked for or, when none is, the one that is up. It
// is an error when it cannot be had here, which is told before anything is built.
func (t testbed) profile(options upOptions) (rundir.Profile, error) {
	settings, known, err := t.layout.Load()
	if err != nil {
		return "", err
	}
	if !known {
		settings.Namespace = t.layout.Namespace()
	}
	if err := settings.Become(options.profile); err != nil || !settings.HasNode() {
		return settings.Profile, err
	}
	why, err := t.nodeImpossible()
	if err != nil {
		return "", err
	}
	if why != "" {
		return "", fmt.Errorf("the profile `node` cannot be had here: %s; `testbed up --profile control` does without", why)
	}
	return settings.Profile, nil
}

// prepare makes the run directory and the network.
func (t testbed) prepare(options upOptions, prebuilt []string, lock *rundir.Lock) (rundir.Settings, error) {
	if err := t.layout.Claim(); err != nil {
		return rundir.Settings{}, err
	}
	settings, err := t.decide(options, prebuilt)
	if err != nil {
		return settings, err
	}
	if err := t.makeNetwork(settings); err != nil {
		return settings, err
	}
	if err := certificates.Ensure(t.layout, settings); err != nil {
		return settings, err
	}
	return settings, t.makeToken()
}

func (t testbed) makeNetwork(settings rundir.Settings) error {
	if settings.Namespace == "" {
		return nil
	}
	created, err := network.Ensure(settings.Namespace)
	if err != nil || !created {
		return err
	}
	// Daemons of a namespace that somebody else removed are out of reach.
	return t.endDaemons()
}

func (t testbed) tellUp(options upOptions, settings rundir.Settings, started int, revision string, took time.Duration) {
	if options.quiet {
		return
	}
	where := "in the network namespace " + settings.Namespace
	if settings.Namespace == "" {
		where = "on 127.0.0.1 of this machine (" + settings.WithoutNamespace + ")"
	}
	if revision == "" {
		revision = "none"
	}
	fmt.Fprintf(t.out, "testbed: up after %.1f s, %d of %d daemons started, %s; policies: %s\n",
		took.Seconds(), started, len(daemons.Names(settings.Profile)), where, revision)
	fmt.Fprintln(t.out, "testbed: try `testbed run -- kubectl get nodes`")
}

func (t testbed) notice(options upOptions) func(string, ...any) {
	return func(format string, arguments ...any) {
		if !options.quiet {
			fmt.Fprintf(t.notes, "testbed: "+format+"\n", arguments...)
		}
	}
}
