package daemons

import (
	"drawbridge.dev/testbed/netpolicy"
	"drawbridge.dev/testbed/node"
	"drawbridge.dev/testbed/processes"
	"drawbridge.dev/testbed/rundir"
	"drawbridge.dev/testbed/volumes"
)

// machine holds what the daemons of the real node share; see the package node.
func (in Inputs) machine() Daemon {
	address := in.Settings.Loopback("machine")
	return Daemon{
		Command: processes.Command{Name: "machine", Program: in.Self, OwnMounts: true,
			Arguments: []string{node.MachineCommand, address, in.Layout.Root}},
		Address: "http://" + address, Ready: "http://" + address + "/health", Metrics: []string{"http://" + address + "/metrics"},
	}
}

func (in Inputs) containerd() Daemon {
	metrics := "http://" + in.Settings.Loopback("containerd") + "/v1/metrics"
	return Daemon{
		Command: in.onMachine("containerd", "containerd.toml", "--config="+node.ConfigFile(node.Inside, "containerd.toml")),
		Address: "unix:///run/containerd/containerd.sock", Ready: metrics, Metrics: []string{metrics},
	}
}

func (in Inputs) kubelet() Daemon {
	health := "http://" + in.Settings.Loopback("kubelet-health")
	address := "https://" + in.Settings.Loopback("kubelet")
	return Daemon{
		Command: in.onMachine("kubelet", "kubelet.yaml",
			"--config="+node.ConfigFile(node.Inside, "kubelet.yaml"), "--kubeconfig="+node.Inside.ClientConfig("kubelet"),
			"--root-dir="+node.ConfigFile(node.Inside, "kubelet"), "--cgroup-root=/"+in.Layout.Cgroup(),
			"--hostname-override="+node.Name, "--node-ip="+rundir.NamespaceHost, "--node-labels="+node.Labels()),
		Address: address, Ready: health + "/healthz", Metrics: []string{address + "/metrics"},
	}
}

func (in Inputs) kubeProxy() Daemon {
	metrics := "http://" + in.Settings.Loopback("kube-proxy")
	return Daemon{
		Command: in.onMachine("kube-proxy", "kube-proxy.yaml",
			"--config="+node.ConfigFile(node.Inside, "kube-proxy.yaml"), "--hostname-override="+node.Name),
		Address: metrics, Ready: "http://" + in.Settings.Loopback("kube-proxy-health") + "/healthz", Metrics: []string{metrics + "/metrics"},
	}
}

// netpolicy is this program enforcing the cluster's NetworkPolicies.
func (in Inputs) netpolicy() Daemon {
	address := "http://" + in.Settings.Loopback(netpolicy.Daemon)
	return Daemon{
		Command: processes.Command{Name: netpolicy.Daemon, Program: in.Self,
			Arguments: []string{netpolicy.RunCommand, in.Layout.Root}},
		Address: address, Ready: address + "/health", Metrics: []string{address + "/metrics"},
	}
}

// volumes is this program making the real node's volumes.
func (in Inputs) volumes() Daemon {
	address := "http://" + in.Settings.Loopback(volumes.Daemon)
	return Daemon{
		Command: processes.Command{Name: volumes.Daemon, Program: in.Self, MountsOf: in.Layout.PidFile("machine"),
			Arguments: []string{volumes.RunCommand, in.Layout.Root}},
		Address: address, Ready: address + "/health", Metrics: []string{address + "/metrics"},
	}
}

// onMachine is a command that sees what the machine sees, with its configuration file.
func (in Inputs) onMachine(name, config string, arguments ...string) processes.Command {
	command := in.command(name, arguments...)
	command.MountsOf = in.Layout.PidFile("machine")
	command.Inputs = []string{node.ConfigFile(in.Layout, config)}
	return command
}
