package command

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"drawbridge.dev/testbed/build"
	"drawbridge.dev/testbed/network"
	"drawbridge.dev/testbed/rundir"
)

func parseUp(arguments []string) (options upOptions, err error) {
	for i := 0; i < len(arguments); i++ {
		flag, value, inline := strings.Cut(arguments[i], "=")
		if flag == "--quiet" && !inline {
			options.quiet = true
			continue
		}
		if flag != "--profile" && flag != "--kube-api-qps" {
			return options, usageError(fmt.Sprintf("`testbed up` does not know %q; it takes --profile control or node, --quiet and --kube-api-qps N", arguments[i]))
		}
		if !inline {
			if i++; i == len(arguments) {
				return options, usageError(fmt.Sprintf("%s needs a value, as in `%s`", flag, example(flag)))
			}
			value = arguments[i]
		}
		if err := options.set(flag, value); err != nil {
			return options, err
		}
	}
	return options, nil
}

func example(flag string) string {
	if flag == "--profile" {
		return "testbed up --profile control"
	}
	return "testbed up --kube-api-qps 200"
}

func (o *upOptions) set(flag, value string) error {
	if flag == "--kube-api-qps" {
		if number, err := strconv.Atoi(value); err != nil || number < 1 || number > 100_000 {
			return usageError(fmt.Sprintf("--kube-api-qps takes requests per second, a whole number from 1 to 100000, not %q", value))
		}
		o.qps = value
		return nil
	}
	switch profile := rundir.Profile(value); profile {
	case rundir.Control, rundir.Node:
		o.profile = profile
		return nil
	}
	return usageError(fmt.Sprintf("there is no profile %q; use `--profile control` or `--profile node`", value))
}

// prebuilt are the folders of programs built elsewhere: those that the
// environment names or, when it names none, those that the testbed was started
// with. So a call that lacks the variables does not restart everything.
func (t testbed) prebuilt() ([]string, error) {
	var folders []string
	for _, variable := range []string{"TESTBED_BIN", "KUBEBUILDER_ASSETS"} {
		folder := os.Getenv(variable)
		// `testbed run` sets TESTBED_BIN to the run's own programs.
		if _, err := os.Stat(filepath.Join(folder, rundir.BinMark)); folder == "" || err == nil {
			continue
		}
		absolute, err := filepath.Abs(folder)
		if err != nil {
			return nil, err
		}
		if info, err := os.Stat(absolute); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("%s names %s, which is no folder; let it name one with prebuilt programs, or unset it", variable, folder)
		}
		folders = append(folders, absolute)
	}
	if len(folders) > 0 {
		return folders, nil
	}
	settings, _, err := t.layout.Load()
	return settings.Prebuilt, err
}

// decide returns the settings: those of the testbed that was started here, with
// what this call changes, or new ones.
func (t testbed) decide(options upOptions, prebuilt []string) (rundir.Settings, error) {
	settings, known, err := t.layout.Load()
	if err != nil {
		return settings, err
	}
	if !known {
		// Daemons whose run directory was deleted by hand would hold the ports.
		if err := t.endDaemons(); err != nil {
			return settings, err
		}
		if settings, err = t.decideAnew(); err != nil {
			return settings, err
		}
	}
	if err := settings.Become(options.profile); err != nil {
		return settings, err
	}
	settings.Prebuilt = prebuilt
	if options.qps != "" {
		settings.KubeAPIQPS = options.qps
	}
	return settings, t.layout.Save(settings)
}

func (t testbed) decideAnew() (settings rundir.Settings, err error) {
	why := network.Possible()
	if why == "" {
		settings = rundir.InNamespace(t.layout.Namespace())
		// Some containers are root and still may not; then the loopback has to do.
		if _, err := network.Ensure(settings.Namespace); err != nil {
			why = err.Error()
			network.Remove(settings.Namespace)
		}
	}
	if why != "" {
		if settings, err = rundir.OnLoopback(why); err != nil {
			return settings, err
		}
	}
	settings.PrivateMounts = privateMountsPossible()
	return settings, nil
}

func privateMountsPossible() bool {
	command := exec.Command("/proc/self/exe", "help")
	command.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	return command.Run() == nil
}

// linkPrograms fills the folder that `run` puts first on PATH.
func (t testbed) linkPrograms(programs map[string]build.Found) error {
	links := map[string]string{"testbed": filepath.Join(t.sources, "testbed")}
	for name, found := range programs {
		links[name] = found.Path
	}
	for name, target := range links {
		link := filepath.Join(t.layout.Bin(), name)
		if old, err := os.Readlink(link); err == nil && old == target {
			continue
		}
		if err := os.RemoveAll(link); err != nil {
			return err
		}
		if err := os.Symlink(target, link); err != nil {
			return err
		}
	}
	return nil
}

// makeToken makes the bearer token that OPA expects.
func (t testbed) makeToken() error {
	if content, err := os.ReadFile(t.layout.OpaToken()); err == nil && len(content) > 0 {
		return nil
	}
	token := make([]byte, 32)
	if _, err := rand.Read(token); err != nil {
		return err
	}
	return rundir.WriteFile(t.layout.OpaToken(), []byte(hex.EncodeToString(token)))
}
