// Package node is the real node of the profile of that name: what its daemons
// find on this machine, what has to be prepared for them and taken down again.
//
// The daemons share a mount namespace in which the run directory is Mount, /run
// is empty and /var is a throwaway layer. So nothing of theirs is mounted or
// written anywhere else, and all mounts end with the last process.
package node

import (
	"embed"
	"os"
	"path"
	"path/filepath"
	"strings"

	"drawbridge.dev/testbed/rundir"
)

// Mount is where the node's daemons see the run directory. It is short, for
// the paths of sockets are limited, and always the same.
const Mount = "/run/testbed"

// Inside are the paths of the run directory as the node's daemons see them.
var Inside = rundir.Layout{Root: Mount}

// Labels are those of the real node, as kubelet takes them.
func Labels() string {
	return "topology.kubernetes.io/region=" + Region + ",topology.kubernetes.io/zone=" + Zone +
		",drawbridge.dev/premises=true," + Label + "=true"
}

// Name is the real node's, which lies in the zone of that name.
const (
	Name   = "node-" + Zone
	Region = "de-frankfurt"
	Zone   = "de-frankfurt-c"
	// Label tells the real node from the simulated ones.
	Label = "testbed.drawbridge.dev/real"
)

//go:embed config
var config embed.FS

// files are the configuration files by their place in the run directory's folder of the node.
var files = map[string]string{
	"containerd.toml":          "containerd.toml",
	"kubelet.yaml":             "kubelet.yaml",
	"kube-proxy.yaml":          "kube-proxy.yaml",
	"cni/pods.conflist":        "pods.conflist",
	"coredns/Corefile":         "Corefile",
	"pods/coredns.yaml":        "coredns.yaml",
	"pods/metrics-server.yaml": "metrics-server.yaml",
}

// WriteConfig puts the configuration of the node's daemons into the run directory.
func WriteConfig(layout rundir.Layout) error {
	for place, name := range files {
		content, err := config.ReadFile(path.Join("config", name))
		if err != nil {
			return err
		}
		target := filepath.Join(layout.NodeFolder(), filepath.FromSlash(place))
		if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
			return err
		}
		if err := rundir.WriteIfChanged(target, content); err != nil {
			return err
		}
	}
	return nil
}

// WritePlugin makes a CNI plugin of a command.
func WritePlugin(layout rundir.Layout, name string, command ...string) error {
	words := make([]string, 0, len(command))
	for _, word := range command {
		words = append(words, "'"+strings.ReplaceAll(word, "'", `'\''`)+"'")
	}
	plugin := filepath.Join(layout.NodeFolder(), "plugins", name)
	if err := os.MkdirAll(filepath.Dir(plugin), 0o700); err != nil {
		return err
	}
	if err := rundir.WriteIfChanged(plugin, []byte("#!/bin/sh\nexec "+strings.Join(words, " ")+"\n")); err != nil {
		return err
	}
	return os.Chmod(plugin, 0o700)
}

// ConfigFile is a configuration file's path, in the given view of the run directory.
func ConfigFile(layout rundir.Layout, name string) string {
	return filepath.Join(layout.NodeFolder(), name)
}
