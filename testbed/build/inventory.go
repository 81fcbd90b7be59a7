// Package build makes the testbed's programs from published Go modules and
// keeps them in a cache outside the checkout, each under a key of its own
// inputs, so that a change to one rebuilds only that one.
package build

import (
	"fmt"
	"strings"
	"time"

	"drawbridge.dev/testbed/rundir"
)

// Program is one program of the testbed.
type Program struct {
	Name string
	// Module is the folder below testbed/ whose go.mod pins the program's
	// dependencies; empty for a program installed by Package@Version.
	Module string
	// Package is what is built.
	Package string
	Version string
	// Flags for the Go command.
	Flags []string
	// Library is the C library that the program is linked with, as pkg-config knows it.
	Library string
	// Usual is the time that the build takes with nothing cached, on two cores.
	Usual time.Duration
	// Extra is a folder of a module's sources that belongs to the program.
	Extra *Extra
}

// Extra is copied beside the program under its Name.
type Extra struct{ Name, Module, Folder string }

// The pinned versions that are not in a go.mod of their own.
const (
	opaVersion           = "v1.22.2"
	kwokVersion          = "v0.8.0"
	containerdVersion    = "v2.3.4"
	runcVersion          = "v1.5.2"
	corednsVersion       = "v1.15.0"
	metricsServerVersion = "v0.9.0"
	helmVersion          = "v4.2.4"
	helm3Version         = "v3.22.0"
	helm3Client          = "37"
	kubeconformVersion   = "v0.7.0"
	// Stamped into programs or told; the versions themselves are pinned by the go.mod of the folders of these names.
	kubernetesVersion  = "v1.36.4"
	certManagerVersion = "v1.21.1"
	monitoringVersion  = "v0.87.0"
)

const certManagerModule = "github.com/cert-manager/cert-manager"

// CRDFolder is cert-manager's Extra: its CustomResourceDefinitions.
const CRDFolder = "crds"

// plain are the flags of a program that needs no others.
var plain = []string{"-trimpath", "-ldflags", "-s -w"}

func kubernetes(name string, usual time.Duration) Program {
	return Program{Name: name, Module: "kubernetes", Package: "k8s.io/kubernetes/cmd/" + name,
		Version: kubernetesVersion, Flags: kubernetesFlags(), Usual: usual}
}

// helm stamps the version: charts may ask for that of the Helm that renders them.
func helm(name, module, version string, usual time.Duration, stamps ...string) Program {
	link := []string{"-s", "-w", "-X", module + "/internal/version.version=" + version}
	for _, stamp := range stamps {
		link = append(link, "-X", module+"/pkg/"+stamp)
	}
	return Program{Name: name, Package: module + "/cmd/helm", Version: version, Usual: usual,
		Flags: []string{"-trimpath", "-ldflags", strings.Join(link, " ")}}
}

// helm3 is told the Kubernetes that it renders for when it asks none, as in its releases: the minor version of its
// client. Unstamped it takes 1.20. Helm 4 finds out by itself.
func helm3() Program {
	return helm("helm3", "helm.sh/helm/v3", helm3Version, 90*time.Second,
		"chartutil.k8sVersionMajor=1", "chartutil.k8sVersionMinor="+helm3Client,
		"lint/rules.k8sVersionMajor=1", "lint/rules.k8sVersionMinor="+helm3Client)
}

// Inventory lists every program of a profile, the slowest first.
func Inventory(profile rundir.Profile) []Program {
	if profile == rundir.Node {
		return append(controlPrograms(), nodePrograms()...)
	}
	return controlPrograms()
}

func controlPrograms() []Program {
	return []Program{
		kubernetes("kube-apiserver", 6*time.Minute),
		kubernetes("kube-controller-manager", 105*time.Second),
		kubernetes("kube-scheduler", 30*time.Second),
		kubernetes("kubectl", 50*time.Second),
		{Name: "etcd", Module: "kubernetes", Package: "go.etcd.io/etcd/server/v3", Version: "v3.6.8", Flags: plain, Usual: 25 * time.Second},
		{Name: "cert-manager", Module: "certmanager", Package: ".", Version: certManagerVersion, Usual: 100 * time.Second,
			Flags: []string{"-trimpath", "-ldflags", "-s -w -X " + certManagerModule + "/pkg/util.AppVersion=" + certManagerVersion},
			Extra: &Extra{CRDFolder, certManagerModule, "deploy/crds"}},
		{Name: "kwok", Package: "sigs.k8s.io/kwok/cmd/kwok", Version: kwokVersion, Flags: plain, Usual: 80 * time.Second},
		{Name: "opa", Package: "github.com/open-policy-agent/opa", Version: opaVersion, Flags: plain, Usual: 55 * time.Second},
		helm("helm", "helm.sh/helm/v4", helmVersion, 110*time.Second),
		helm3(),
		{Name: "monitoring-check", Module: "monitoring", Package: ".", Version: monitoringVersion, Flags: plain, Usual: time.Minute},
		{Name: "kubeconform", Package: "github.com/yannh/kubeconform/cmd/kubeconform", Version: kubeconformVersion, Flags: plain, Usual: 10 * time.Second},
	}
}

func nodePrograms() []Program {
	containerd := func(name string, usual time.Duration) Program {
		return Program{Name: name, Package: "github.com/containerd/containerd/v2/cmd/" + name,
			Version: containerdVersion, Flags: plain, Usual: usual}
	}
	return []Program{
		{Name: "coredns", Package: "github.com/coredns/coredns", Version: corednsVersion, Flags: plain, Usual: 2 * time.Minute},
		{Name: "metrics-server", Package: "sigs.k8s.io/metrics-server/cmd/metrics-server", Version: metricsServerVersion, Flags: plain, Usual: 105 * time.Second},
		containerd("containerd", 70*time.Second),
		kubernetes("kubelet", 40*time.Second),
		kubernetes("kube-proxy", 15*time.Second),
		{Name: "runc", Package: "github.com/opencontainers/runc", Version: runcVersion, Library: "libseccomp", Usual: 20 * time.Second,
			Flags: append([]string{"-tags", "seccomp"}, plain...)},
		containerd("ctr", 10*time.Second),
		containerd("containerd-shim-runc-v2", 5*time.Second),
		{Name: "pause", Module: "pause", Package: ".", Version: kubernetesVersion, Flags: plain, Usual: time.Second},
	}
}

// kubernetesFlags stamp the version; without it clients see v0.0.0 and refuse to go on.
func kubernetesFlags() []string {
	link := []string{"-s", "-w"}
	parts := strings.SplitN(strings.TrimPrefix(kubernetesVersion, "v"), ".", 3)
	for _, variables := range []string{"k8s.io/component-base/version", "k8s.io/client-go/pkg/version"} {
		for _, stamp := range [][2]string{
			{"gitVersion", kubernetesVersion}, {"gitMajor", parts[0]}, {"gitMinor", parts[1]},
			{"gitTreeState", "clean"}, {"gitCommit", "unknown"}, {"buildDate", "2026-11-01T00:00:00Z"},
		} {
			link = append(link, "-X", fmt.Sprintf("%s.%s=%s", variables, stamp[0], stamp[1]))
		}
	}
	return []string{"-trimpath", "-tags=selinux,notest,grpcnotrace", "-ldflags", strings.Join(link, " ")}
}
