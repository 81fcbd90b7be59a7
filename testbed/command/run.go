package command

import (
	"fmt"
	"os"
	"os/exec"
	"sort"
	"strings"
	"syscall"

	"drawbridge.dev/testbed/certificates"
	"drawbridge.dev/testbed/network"
	"drawbridge.dev/testbed/rundir"
)

// variables are what a command needs to use the testbed.
func (t testbed) variables(settings rundir.Settings) (map[string]string, error) {
	token, err := os.ReadFile(t.layout.OpaToken())
	if err != nil {
		return nil, fmt.Errorf("the testbed was not started completely (%w); `testbed up` completes it", err)
	}
	return map[string]string{
		"KUBECONFIG":             t.layout.Kubeconfig(),
		"TESTBED_RUN":            t.layout.Root,
		"TESTBED_BIN":            t.layout.Bin(),
		"TESTBED_AUDIT_LOG":      t.layout.AuditLog(),
		"TESTBED_OPA_URL":        "https://" + settings.Loopback("opa"),
		"TESTBED_OPA_TOKEN":      string(token),
		"TESTBED_OPA_TOKEN_FILE": t.layout.OpaToken(),
		"TESTBED_CA_FILE":        t.layout.Certificate(certificates.CA),
		"TESTBED_WEBHOOK_CERT":   t.layout.Certificate(certificates.Webhook),
		"TESTBED_WEBHOOK_KEY":    t.layout.Key(certificates.Webhook),
		"TESTBED_HOST":           settings.Host,
		"TESTBED_NETWORK":        settings.Namespace,
		"TESTBED_PROFILE":        string(settings.Profile),
	}, nil
}

func env(t testbed, arguments []string) error {
	if err := none("env", arguments); err != nil {
		return err
	}
	settings, err := t.settings()
	if err != nil {
		return err
	}
	variables, err := t.variables(settings)
	if err != nil {
		return err
	}
	for _, name := range sorted(variables) {
		fmt.Fprintf(t.out, "export %s=%s\n", name, quote(variables[name]))
	}
	return nil
}

// quote makes one word of text for any POSIX shell.
func quote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

func kubeconfig(t testbed, arguments []string) error {
	if err := none("kubeconfig", arguments); err != nil {
		return err
	}
	if _, err := t.settings(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(t.out, t.layout.Kubeconfig())
	return err
}

// run turns this process into the command, so that signals, terminal and exit
// code are the command's own.
func run(t testbed, arguments []string) error {
	if len(arguments) > 0 && arguments[0] == "--" {
		arguments = arguments[1:]
	}
	if len(arguments) == 0 {
		return usageError("`testbed run` needs a command, as in `testbed run -- kubectl get nodes`")
	}
	settings, err := t.settings()
	if err != nil {
		return err
	}
	variables, err := t.variables(settings)
	if err != nil {
		return err
	}
	path := t.layout.Bin() + ":" + os.Getenv("PATH")
	variables["PATH"] = path
	// The command is looked up where it will run: with our programs first.
	os.Setenv("PATH", path)
	program, err := exec.LookPath(arguments[0])
	if err != nil {
		return fmt.Errorf("cannot run %q: %w", arguments[0], err)
	}
	environment := with(os.Environ(), variables)
	command := append([]string{program}, arguments[1:]...)
	if inside(settings) {
		return syscall.Exec(program, append([]string{arguments[0]}, arguments[1:]...), environment)
	}
	return network.Enter(settings.Namespace, command, environment)
}

// with is the environment with some variables set anew, and without what the
// launcher told this program: a testbed script of another checkout tells its own.
func with(environment []string, variables map[string]string) []string {
	var result []string
	for _, assignment := range environment {
		name, _, _ := strings.Cut(assignment, "=")
		if _, replaced := variables[name]; !replaced && !strings.HasPrefix(name, "DRAWBRIDGE_TESTBED_") {
			result = append(result, assignment)
		}
	}
	for _, name := range sorted(variables) {
		result = append(result, name+"="+variables[name])
	}
	return result
}

func sorted(variables map[string]string) []string {
	names := make([]string, 0, len(variables))
	for name := range variables {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
