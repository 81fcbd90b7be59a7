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
	if len(arguments) != 1 {
		return usageError("`testbed can` takes one profile, as in `testbed can node`")
	}
	switch rundir.Profile(arguments[0]) {
	case rundir.Control:
	case rundir.Node:
		why, err := t.nodeImpossible()
		if err != nil {
			return err
		}
		if why != "" {
			fmt.Fprintf(t.out, "no: %s\n", why)
			return errTold
		}
	default:
		return usageError(fmt.Sprintf("there is no profile %q; ask for `control` or `node`", arguments[0]))
	}
	fmt.Fprintln(t.out, "yes")
	return nil
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
