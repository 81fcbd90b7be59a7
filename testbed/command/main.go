// Package command is the testbed's command line.
package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"drawbridge.dev/testbed/daemons"
	"drawbridge.dev/testbed/rundir"
)

// Exit codes beside 0; `run` hands the command's own code through.
const (
	exitFailed = 1
	exitUsage  = 2
	exitNotUp  = 3
)

var (
	errNotUp = errors.New("no testbed is up here; start one with `testbed up`")
	// errTold means that everything was said already.
	errTold = errors.New("")
)

// usageError is a mistake on the command line.
type usageError string

func (e usageError) Error() string { return string(e) }

// verb is one command of the testbed.
type verb struct {
	name, arguments, summary string
	run                      func(t testbed, arguments []string) error
}

func verbs() []verb {
	return []verb{
		{"up", "[--profile control|node] [--quiet] [--kube-api-qps N]", "start what does not run yet and bring in the default content", up},
		{"down", "", "end everything and remove the run directory", down},
		{"status", "", "show each daemon, and how to repair what is broken", status},
		{"run", "-- COMMAND...", "run a command inside the testbed's network", run},
		{"env", "", "print shell assignments: eval \"$(testbed env)\"", env},
		{"kubeconfig", "", "print the path of the administrator's kubeconfig", kubeconfig},
		{"reset", "", "remove all user objects, keep the processes", reset},
		{"load", "IMAGE.tar", "bring an archive's images onto the real node, print NAME@DIGEST of each", load},
		{"can", "PROFILE", "tell whether a profile can be had here, and else why not", can},
		{"build", "PROFILE", "build what a profile needs, start nothing", buildPrograms},
		{"policies", "", "build the policy bundle and wait until OPA decides by it", policies},
		{"stop", "DAEMON", "end one daemon at once, to show an outage", stop},
		{"start", "DAEMON", "start a stopped daemon and wait until it is ready", start},
		{"logs", "DAEMON", "print a daemon's log", logs},
		{"help", "", "show this", help},
	}
}

// Main runs one command and returns the exit code.
func Main(arguments []string) int {
	err := dispatch(arguments, os.Stdout, os.Stderr)
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errTold):
		return exitFailed
	}
	fmt.Fprintf(os.Stderr, "testbed: %v\n", err)
	switch {
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, errNotUp):
		return exitNotUp
	}
	return exitFailed
}

func dispatch(arguments []string, out, notes io.Writer) error {
	if len(arguments) == 0 {
		return usageError("a command is missing; `testbed help` lists them, `testbed up` is the first one to try")
	}
	name, rest := arguments[0], arguments[1:]
	if known, err := hidden(name, rest, out); known {
		return err
	}
	switch name {
	case "-h", "-help", "--help":
		name = "help"
	}
	for _, one := range verbs() {
		if one.name != name {
			continue
		}
		if len(rest) > 0 && (rest[0] == "-h" || rest[0] == "--help") {
			return help(testbed{out: out}, nil)
		}
		here, err := locate(out, notes)
		if err != nil {
			return err
		}
		return one.run(here, rest)
	}
	return usageError(fmt.Sprintf("there is no command %q; `testbed help` lists the commands", name))
}

func help(t testbed, _ []string) error {
	var text strings.Builder
	text.WriteString("A real Kubernetes control plane on this machine, for tests and demos.\n\nusage: testbed COMMAND\n\n")
	for _, one := range verbs() {
		fmt.Fprintf(&text, "  %-58s %s\n", strings.TrimSpace(one.name+" "+one.arguments), one.summary)
	}
	fmt.Fprintf(&text, "\ndaemons: %s\n", strings.Join(daemons.Names(rundir.Node), ", "))
	text.WriteString("exit codes: 0 done, 1 failed, 2 wrong command line, 3 no testbed is up\n")
	_, err := io.WriteString(t.out, text.String())
	return err
}

// none refuses arguments where a command takes none.
func none(command string, arguments []string) error {
	if len(arguments) > 0 {
		return usageError(fmt.Sprintf("`testbed %s` takes no arguments, so leave %q away", command, arguments[0]))
	}
	return nil
}
