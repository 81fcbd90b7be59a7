package daemons

import (
	"fmt"

	"drawbridge.dev/testbed/certificates"
	"drawbridge.dev/testbed/cluster"
	"drawbridge.dev/testbed/processes"
)

func (in Inputs) kwok() Daemon {
	layout := in.Layout
	url := "http://" + in.Settings.Loopback("kwok")
	command := in.command("kwok",
		"--kubeconfig="+layout.ClientConfig("kwok"), "--config="+layout.Config("stages.yaml"),
		"--manage-all-nodes=false", "--manage-nodes-with-annotation-selector="+cluster.SimulatedAnnotation+"=fake",
		// Without heartbeats the node controller takes every node for lost after a while.
		"--node-lease-duration-seconds=40",
		"--cidr=10.245.255.0/24", "--node-ip="+in.Settings.Host,
		"--server-address="+in.Settings.Loopback("kwok"), fmt.Sprintf("--node-port=%d", in.Settings.Ports["kwok"]),
		"--tls-cert-file="+layout.Certificate(certificates.Local), "--tls-private-key-file="+layout.Key(certificates.Local))
	command.Inputs = []string{layout.Config("stages.yaml")}
	return Daemon{Command: command, Address: url, Ready: url + "/healthz", Metrics: []string{url + "/metrics"}}
}

func (in Inputs) certManager() Daemon {
	controllers, injector := in.Settings.Loopback("cert-manager"), in.Settings.Loopback("cert-manager-injector")
	metrics := "http://" + controllers + "/metrics"
	return Daemon{
		Command: in.command("cert-manager", "--kubeconfig="+in.Layout.ClientConfig("cert-manager"),
			"--metrics-address="+controllers, "--injector-metrics-address="+injector),
		// It has no health endpoint of its own.
		Address: controllers, Ready: metrics, Metrics: []string{metrics, "http://" + injector + "/metrics"},
	}
}

func (in Inputs) opa() Daemon {
	layout := in.Layout
	url := "https://" + in.Settings.Loopback("opa")
	command := in.command("opa", append([]string{"run", "--server",
		"--addr=" + url, "--config-file=" + layout.OpaConfig(),
		"--tls-cert-file=" + layout.Certificate(certificates.Opa), "--tls-private-key-file=" + layout.Key(certificates.Opa),
		"--authentication=token", "--authorization=basic",
		"--skip-version-check", "--log-format=json", "--shutdown-grace-period=1"}, in.AuthzFiles...)...)
	command.Environment = append(command.Environment, "DRAWBRIDGE_OPA_TOKEN="+in.OpaToken)
	command.Inputs = append([]string{layout.OpaConfig()}, in.AuthzFiles...)
	return Daemon{
		Command: command, Address: url, Ready: url + "/health",
		RefusalIsReady: len(in.AuthzFiles) == 0, Metrics: []string{url + "/metrics"},
	}
}

// policyBundles is this program serving the policy bundle: OPA reads a bundle
// from a file once only, but asks a server again and again.
func (in Inputs) policyBundles() Daemon {
	address := in.Settings.Loopback("policy-bundles")
	return Daemon{
		Command: processes.Command{Name: "policy-bundles", Program: in.Self,
			Arguments: []string{ServeBundleCommand, address, in.Layout.Bundle()}},
		Address: "http://" + address, Ready: "http://" + address + "/health", Metrics: []string{"http://" + address + "/metrics"},
	}
}
