// Package rundir knows where one testbed keeps everything: one folder, so that
// taking the testbed down is ending processes and removing that folder.
package rundir

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Layout names the files below one run directory.
type Layout struct {
	// Root is the run directory's absolute path; it identifies the testbed.
	Root string
}

// Locate returns the run directory of the checkout that holds sources: the
// folder named by TESTBED_RUN, or one per checkout below the user's state folder.
func Locate(sources string) (Layout, error) {
	if chosen := os.Getenv("TESTBED_RUN"); chosen != "" {
		root, err := filepath.Abs(chosen)
		return Layout{root}, err
	}
	if sources == "" {
		return Layout{}, errors.New("start this program by the script testbed/testbed, which tells it where its sources are")
	}
	return Layout{filepath.Join(stateFolder(), "drawbridge", "testbed", Digest(sources)[:12])}, nil
}

func stateFolder() string {
	if state := os.Getenv("XDG_STATE_HOME"); state != "" {
		return state
	}
	if home, err := os.UserHomeDir(); err == nil {
		return filepath.Join(home, ".local", "state")
	}
	if runtime := os.Getenv("XDG_RUNTIME_DIR"); runtime != "" {
		return runtime
	}
	return filepath.Join(os.TempDir(), fmt.Sprintf("drawbridge-%d", os.Getuid()))
}

// Digest is the hexadecimal SHA-256 of text.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// ProvisionerFolder is where the controller-manager's host-path provisioner
// makes volumes; it cannot be told otherwise.
const ProvisionerFolder = "/tmp/hostpath_pv"

// Namespace is the network namespace's name. It is derived from the run
// directory, so that the testbeds of two checkouts stand beside each other.
func (l Layout) Namespace() string { return "drawbridge-" + Digest(l.Root)[:8] }

// Cgroup is the name of the control group that holds the real node's pods.
func (l Layout) Cgroup() string { return l.Namespace() }

// Exists reports whether a testbed was started here and not taken down.
func (l Layout) Exists() bool {
	_, err := os.Stat(l.SettingsFile())
	return err == nil
}

// Create makes the run directory for its owner only: it holds keys.
func (l Layout) Create() error {
	for _, folder := range []string{l.Root, l.in("pki"), l.in("logs"), l.in("processes"), l.in("opa"), l.in("home"), l.NodeFolder(), l.HostPaths(), l.Bin()} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
	}
	return nil
}

func (l Layout) in(parts ...string) string {
	return filepath.Join(append([]string{l.Root}, parts...)...)
}

// The files of a run directory.
func (l Layout) LockFile() string     { return l.in("lock") }
func (l Layout) SettingsFile() string { return l.in("settings.json") }
func (l Layout) Kubeconfig() string   { return l.in("kubeconfig") }
func (l Layout) AuditLog() string     { return l.in("audit.log") }
func (l Layout) Bin() string          { return l.in("bin") }
func (l Layout) Home() string         { return l.in("home") }
func (l Layout) HostPaths() string    { return l.in("volumes") }
func (l Layout) NodeFolder() string   { return l.in("node") }
func (l Layout) OpaFolder() string    { return l.in("opa") }
func (l Layout) OpaConfig() string    { return l.in("opa", "config.yaml") }
func (l Layout) OpaToken() string     { return l.in("opa", "token") }
func (l Layout) Bundle() string       { return l.in("opa", "bundle.tar.gz") }
func (l Layout) BundleKey() string    { return l.in("opa", "bundle.key") }

// Certificate is a PEM certificate file, Key its private key.
func (l Layout) Certificate(name string) string { return l.in("pki", name+".crt") }

// Key is a PEM private key file.
func (l Layout) Key(name string) string { return l.in("pki", name+".key") }

// ClientConfig is the kubeconfig of one of the testbed's own components.
func (l Layout) ClientConfig(name string) string { return l.in("pki", name+".kubeconfig") }

// Config is a rendered configuration file.
func (l Layout) Config(name string) string { return l.in(name) }

// Log is the file that a daemon's output goes to.
func (l Layout) Log(daemon string) string { return l.in("logs", daemon+".log") }

// PidFile records a daemon's process.
func (l Layout) PidFile(daemon string) string { return l.in("processes", daemon+".json") }

// StoppedMark says that a daemon was stopped on purpose.
func (l Layout) StoppedMark(daemon string) string { return l.in("processes", daemon+".stopped") }

// Data is a daemon's data folder.
func (l Layout) Data(daemon string) string { return l.in("data", daemon) }
