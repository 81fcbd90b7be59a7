package rundir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
)

// Settings are what was decided when the testbed was first started; every
// later command reads them, so that all agree on addresses.
type Settings struct {
	// Profile is what the testbed consists of; empty, from before there was a choice, is Control.
	Profile Profile `json:"profile,omitempty"`
	// Namespace is the network namespace, or empty when all listens on 127.0.0.1 of the machine.
	Namespace string `json:"namespace"`
	// WithoutNamespace says why there is none.
	WithoutNamespace string `json:"withoutNamespace,omitempty"`
	// Host is the address that the API server can reach a webhook at.
	Host string `json:"host"`
	// Ports by component.
	Ports map[string]int `json:"ports"`
	// PrivateMounts says that daemons can have mounts that nobody else sees.
	PrivateMounts bool `json:"privateMounts"`
	// Prebuilt are folders of programs that were built elsewhere.
	Prebuilt []string `json:"prebuilt,omitempty"`
	// KubeAPIQPS is the client rate limit of controller-manager and scheduler; empty is their default.
	KubeAPIQPS string `json:"kubeApiQps,omitempty"`
}

// Profile is what a testbed consists of.
type Profile string

// The profiles: simulated nodes only, or a real node beside them.
const (
	Control Profile = "control"
	Node    Profile = "node"
)

// HasNode reports whether there is a real node.
func (s Settings) HasNode() bool { return s.Profile == Node }

// Become changes the profile, where one is asked for. A real node is added to
// what runs, but not taken away from it: its pods would be lost silently.
func (s *Settings) Become(profile Profile) error {
	switch {
	case s.HasNode() && profile == Control:
		return errors.New("a testbed with a real node is up; `testbed down` first, then `testbed up --profile control`")
	case profile == Node && s.Namespace == "":
		return fmt.Errorf("a real node needs a network of its own, which this testbed has not (%s); `testbed down` first, then `testbed up --profile node`", s.WithoutNamespace)
	case profile != "":
		s.Profile = profile
	case s.Profile == "":
		s.Profile = Control
	}
	return nil
}

// NamespaceHost is the address inside the namespace that EndpointSlices accept
// (they refuse loopback addresses).
const NamespaceHost = "10.200.0.1"

// The usual ports; a namespace of our own has them all free.
var usualPorts = map[string]int{
	"kube-apiserver": 6443, "etcd": 2379, "etcd-peer": 2380, "etcd-metrics": 2381,
	"kube-controller-manager": 10257, "kube-scheduler": 10259, "kwok": 10247,
	"cert-manager": 9402, "cert-manager-injector": 9403, "opa": 8181, "policy-bundles": 8182,
	"machine": 8183, "netpolicy": 8184, "volumes": 8185, "containerd": 1338,
	"kubelet": 10250, "kubelet-health": 10248, "kube-proxy": 10249, "kube-proxy-health": 10256,
}

// InNamespace are the settings of a testbed with its own network.
func InNamespace(namespace string) Settings {
	return Settings{Namespace: namespace, Host: NamespaceHost, Ports: usualPorts}
}

// OnLoopback are the settings of a testbed without its own network: every port
// is one that is free at the moment, because the machine's loopback is shared.
func OnLoopback(why string) (Settings, error) {
	ports := map[string]int{}
	for name := range usualPorts {
		// Kept open until all are chosen, or the kernel could give one twice.
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return Settings{}, err
		}
		defer listener.Close()
		ports[name] = listener.Addr().(*net.TCPAddr).Port
	}
	return Settings{WithoutNamespace: why, Host: "127.0.0.1", Ports: ports}, nil
}

// Load reads the settings; ok is false when no testbed was started here.
func (l Layout) Load() (settings Settings, ok bool, err error) {
	content, err := os.ReadFile(l.SettingsFile())
	if errors.Is(err, fs.ErrNotExist) {
		return Settings{}, false, nil
	}
	if err != nil {
		return Settings{}, false, err
	}
	if err := json.Unmarshal(content, &settings); err != nil {
		return Settings{}, false, fmt.Errorf("%s is damaged (%w); run `testbed down`, then `testbed up`", l.SettingsFile(), err)
	}
	return settings, true, nil
}

// Save writes the settings.
func (l Layout) Save(settings Settings) error {
	content, err := json.MarshalIndent(settings, "", "  ")
	if err != nil {
		return err
	}
	return WriteFile(l.SettingsFile(), content)
}

// Loopback is host:port on 127.0.0.1 for a component.
func (s Settings) Loopback(component string) string {
	return fmt.Sprintf("127.0.0.1:%d", s.Ports[component])
}
