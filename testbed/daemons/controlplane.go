package daemons

import (
	"fmt"
	"strconv"

	"drawbridge.dev/testbed/certificates"
	"drawbridge.dev/testbed/rundir"
)

const serviceAddresses = "10.96.0.0/16"

func (in Inputs) etcd() Daemon {
	layout, settings := in.Layout, in.Settings
	client, peer := "https://"+settings.Loopback("etcd"), "http://"+settings.Loopback("etcd-peer")
	metrics := "http://" + settings.Loopback("etcd-metrics")
	return Daemon{
		Command: in.command("etcd",
			"--name=testbed", "--data-dir="+layout.Data("etcd"), "--log-level=warn",
			// The data is as short-lived as the testbed: nothing is worth waiting for a disk.
			"--unsafe-no-fsync", "--quota-backend-bytes="+strconv.Itoa(8<<30),
			"--listen-client-urls="+client, "--advertise-client-urls="+client,
			"--listen-peer-urls="+peer, "--initial-advertise-peer-urls="+peer, "--initial-cluster=testbed="+peer,
			"--listen-metrics-urls="+metrics,
			"--cert-file="+layout.Certificate(certificates.Etcd), "--key-file="+layout.Key(certificates.Etcd),
			"--client-cert-auth", "--trusted-ca-file="+layout.Certificate(certificates.CA)),
		Address: client, Ready: metrics + "/health", Metrics: []string{metrics + "/metrics"},
	}
}

func (in Inputs) apiServer() Daemon {
	layout, settings := in.Layout, in.Settings
	url := "https://" + settings.Loopback("kube-apiserver")
	command := in.command("kube-apiserver",
		"--etcd-servers=https://"+settings.Loopback("etcd"),
		"--etcd-cafile="+layout.Certificate(certificates.CA),
		"--etcd-certfile="+layout.Certificate(certificates.Etcd), "--etcd-keyfile="+layout.Key(certificates.Etcd),
		fmt.Sprintf("--secure-port=%d", settings.Ports["kube-apiserver"]),
		"--tls-cert-file="+layout.Certificate(certificates.APIServer), "--tls-private-key-file="+layout.Key(certificates.APIServer),
		"--client-ca-file="+layout.Certificate(certificates.CA),
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file="+layout.Certificate(certificates.ServiceAccount),
		"--service-account-signing-key-file="+layout.Key(certificates.ServiceAccount),
		"--service-cluster-ip-range="+serviceAddresses,
		"--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction", "--allow-privileged=true",
		// Webhook Services are dialled by endpoint address, as in clusters without a service proxy on the control plane.
		"--enable-aggregator-routing=true",
		"--kubelet-preferred-address-types=InternalIP", // else exec and logs ask a DNS server for the node's name
		"--kubelet-client-certificate="+layout.Certificate(certificates.Admin), "--kubelet-client-key="+layout.Key(certificates.Admin),
		"--requestheader-client-ca-file="+layout.Certificate(certificates.FrontProxyCA),
		"--requestheader-allowed-names="+certificates.FrontProxy,
		"--requestheader-username-headers=X-Remote-User", "--requestheader-group-headers=X-Remote-Group",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--proxy-client-cert-file="+layout.Certificate(certificates.FrontProxy), "--proxy-client-key-file="+layout.Key(certificates.FrontProxy),
		"--audit-policy-file="+layout.Config("audit.yaml"), "--audit-log-path="+layout.AuditLog(),
		// Benchmarks count in the audit log: it must not start anew in the middle of a run.
		"--audit-log-maxsize=4096",
		"--event-ttl=10m", "--profiling=false")
	if settings.Namespace == "" {
		// No Endpoints object may hold a loopback address, so nobody is told of this one.
		command.Arguments = append(command.Arguments,
			"--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", "--endpoint-reconciler-type=none")
	} else {
		command.Arguments = append(command.Arguments,
			"--bind-address=0.0.0.0", "--advertise-address="+rundir.NamespaceHost)
	}
	command.Inputs = []string{layout.Config("audit.yaml")}
	return Daemon{Command: command, Address: url, Ready: url + "/readyz", Metrics: []string{url + "/metrics"}}
}

func (in Inputs) controllerManager() Daemon {
	layout := in.Layout
	daemon := in.controller("kube-controller-manager",
		"--use-service-account-credentials", "--service-account-private-key-file="+layout.Key(certificates.ServiceAccount),
		"--root-ca-file="+layout.Certificate(certificates.CA),
		"--cluster-signing-cert-file="+layout.Certificate(certificates.CA), "--cluster-signing-key-file="+layout.Key(certificates.CA),
		"--service-cluster-ip-range="+serviceAddresses, "--allocate-node-cidrs=false",
		"--controllers=*,-node-ipam-controller,-node-route-controller,-service-lb-controller",
		// Its default is a folder of the whole machine, which it makes.
		"--flex-volume-plugin-dir="+layout.Data("volume-plugins"),
		"--enable-hostpath-provisioner=true")
	if in.Settings.PrivateMounts {
		// The provisioner's folder is fixed; the files go into the run directory all the same.
		daemon.PrivateMounts = map[string]string{rundir.ProvisionerFolder: layout.HostPaths()}
	}
	return daemon
}

func (in Inputs) scheduler() Daemon {
	if !in.Settings.HasNode() {
		return in.controller("kube-scheduler")
	}
	daemon := in.controller("kube-scheduler", "--config="+in.Layout.Config("scheduler.yaml"))
	daemon.Inputs = append(daemon.Inputs, in.Layout.Config("scheduler.yaml"))
	return daemon
}

// controller is what controller-manager and scheduler have in common.
func (in Inputs) controller(name string, arguments ...string) Daemon {
	layout := in.Layout
	url := "https://" + in.Settings.Loopback(name)
	command := in.command(name, append(arguments,
		"--kubeconfig="+layout.ClientConfig(name), "--leader-elect=false",
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", in.Settings.Ports[name]),
		"--tls-cert-file="+layout.Certificate(certificates.Local), "--tls-private-key-file="+layout.Key(certificates.Local),
		"--authorization-always-allow-paths=/healthz,/livez,/readyz,/metrics")...)
	if qps, err := strconv.Atoi(in.Settings.KubeAPIQPS); err == nil {
		command.Arguments = append(command.Arguments,
			fmt.Sprintf("--kube-api-qps=%d", qps), fmt.Sprintf("--kube-api-burst=%d", 2*qps))
	}
	return Daemon{Command: command, Address: url, Ready: url + "/healthz", Metrics: []string{url + "/metrics"}}
}
