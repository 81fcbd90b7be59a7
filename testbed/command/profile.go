package command

import (
	"fmt"

	"drawbridge.dev/testbed/build"
	"drawbridge.dev/testbed/node"
	"drawbridge.dev/testbed/rundir"
)

// can tells a script, by the exit code, whether a profile can be had here, and
// otherwise which fact is missing.
func can(t testbed, arguments []string) error {
	profile, err := profileName("can", arguments)
	if err != nil {
		return err
	}
	if profile == rundir.Node {
		why, err := t.nodeImpossible()
		if err != nil {
			return err
		}
		if why != "" {
			fmt.Fprintf(t.out, "no: %s\n", why)
			return errTold
		}
	}
	fmt.Fprintln(t.out, "yes")
	return nil
}

// buildPrograms builds what a profile needs, and starts nothing.
func buildPrograms(t testbed, arguments []string) error {
	profile, err := profileName("build", arguments)
	if err != nil {
		return err
	}
	prebuilt, err := t.prebuilt()
	if err != nil {
		return err
	}
	_, err = t.programs(prebuilt, profile)
	return err
}

func profileName(command string, arguments []string) (rundir.Profile, error) {
	if len(arguments) != 1 {
		return "", usageError(fmt.Sprintf("`testbed %[1]s` takes one profile, as in `testbed %[1]s node`", command))
	}
	switch profile := rundir.Profile(arguments[0]); profile {
	case rundir.Control, rundir.Node:
		return profile, nil
	}
	return "", usageError(fmt.Sprintf("there is no profile %q; it is `control` or `node`", arguments[0]))
}

// nodeImpossible tells why the profile `node` cannot be had here; empty when it can.
func (t testbed) nodeImpossible() (string, error) {
	if why := node.Possible(); why != "" {
		return why, nil
	}
	prebuilt, err := t.prebuilt()
	if err != nil {
		return "", err
	}
	cache, err := t.cache(prebuilt)
	if err != nil {
		return "", err
	}
	return cache.Obstacle(build.Inventory(rundir.Node))
}
