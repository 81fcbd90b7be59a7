package command

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"drawbridge.dev/testbed/build"
	"drawbridge.dev/testbed/cluster"
	"drawbridge.dev/testbed/daemons"
	"drawbridge.dev/testbed/netpolicy"
	"drawbridge.dev/testbed/network"
	"drawbridge.dev/testbed/node"
	"drawbridge.dev/testbed/rundir"
)

// The launcher script hands these over.
const (
	sourcesVariable   = "DRAWBRIDGE_TESTBED_SOURCES"
	goVariable        = "DRAWBRIDGE_TESTBED_GO"
	goVersionVariable = "DRAWBRIDGE_TESTBED_GO_VERSION"
)

// testbed is the testbed that a command is about.
type testbed struct {
	layout rundir.Layout
	// sources is the testbed folder of the checkout.
	sources string
	// out is for what was asked for, notes for everything else.
	out, notes io.Writer
}

func locate(out, notes io.Writer) (testbed, error) {
	sources := os.Getenv(sourcesVariable)
	layout, err := rundir.Locate(sources)
	if err == nil && sources == "" {
		err = fmt.Errorf("start this program by the script testbed/testbed, which tells it where its sources are")
	}
	return testbed{layout: layout, sources: sources, out: out, notes: notes}, err
}

func (t testbed) checkout() string { return filepath.Dir(t.sources) }

func (t testbed) lock() (*rundir.Lock, error) {
	return rundir.Acquire(t.layout.LockFile(), "another testbed command to end", t.notes)
}

// settings are those of the testbed that is up.
func (t testbed) settings() (rundir.Settings, error) {
	settings, ok, err := t.layout.Load()
	if err == nil && !ok {
		err = errNotUp
	}
	return settings, err
}

// inside reports whether this process reaches the testbed's addresses.
func inside(settings rundir.Settings) bool {
	return settings.Namespace == "" || network.Inside(settings.Namespace)
}

// enter makes sure that this process is in the testbed's network: where it is
// not, it turns into the same command inside and does not return.
func (t testbed) enter(settings rundir.Settings, arguments []string, environment ...string) error {
	if inside(settings) {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return network.Enter(settings.Namespace, append([]string{self}, arguments...), append(os.Environ(), environment...))
}

// programs finds every program and builds what is missing.
func (t testbed) programs(prebuilt []string, profile rundir.Profile) (map[string]build.Found, error) {
	cache, err := t.cache(prebuilt)
	if err != nil {
		return nil, err
	}
	return cache.Ensure(build.Inventory(profile))
}

func (t testbed) cache(prebuilt []string) (build.Cache, error) {
	folder, err := build.CacheFolder()
	return build.Cache{
		Folder: folder, Sources: t.sources, Prebuilt: prebuilt, Progress: t.notes,
		Go: os.Getenv(goVariable), GoVersion: os.Getenv(goVersionVariable),
	}, err
}

// inputs are what the daemons' definitions depend on.
func (t testbed) inputs(settings rundir.Settings, programs map[string]build.Found) (daemons.Inputs, error) {
	self, err := os.Executable()
	if err != nil {
		return daemons.Inputs{}, err
	}
	token, err := os.ReadFile(t.layout.OpaToken())
	if err != nil {
		return daemons.Inputs{}, err
	}
	if settings.HasNode() {
		if err := node.WritePlugin(t.layout, "announce", self, netpolicy.AnnounceCommand, settings.Loopback(netpolicy.Daemon)); err != nil {
			return daemons.Inputs{}, err
		}
	}
	authz, err := daemons.WriteConfig(t.layout, settings, t.checkout())
	return daemons.Inputs{
		Layout: t.layout, Settings: settings, Programs: programs, Self: self,
		OpaToken: string(token), AuthzFiles: authz,
	}, err
}

// probe is the HTTP client for questions that are answered at once or not at all.
func (t testbed) probe() (*http.Client, error) { return cluster.HTTP(t.layout, 2*time.Second) }
