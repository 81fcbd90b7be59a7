package cluster

import (
	"slices"
	"strings"

	realnode "drawbridge.dev/testbed/node"
)

// standing are the namespaces that every testbed has; they are emptied but stay.
var standing = []string{"default", "kube-system", "kube-public", "kube-node-lease", certManagerNamespace}

const (
	namespaceKind  = "namespaces"
	definitionKind = "customresourcedefinitions.apiextensions.k8s.io"
	apiServiceKind = "apiservices.apiregistration.k8s.io"
	eventKind      = "events"
)

// ignored are kinds that are a second view of another one, or that others keep
// in step with what they describe.
var ignored = []string{"events.events.k8s.io", "ipaddresses.networking.k8s.io", "componentstatuses"}

// hinders tells whether objects of a kind can refuse or hinder deletions.
func hinders(k kind) bool {
	return k.group == "admissionregistration.k8s.io" || k.is(apiServiceKind) || k.is(definitionKind)
}

func removable(k kind) bool { return !slices.Contains(ignored, k.String()) }

// kept tells whether an object belongs to the testbed itself, by rules rather
// than by a list made at the start: the control plane makes some of its objects
// late.
func kept(k kind, object Object) bool {
	if has(object, "labels", "kubernetes.io/bootstrapping") {
		return true
	}
	if k.namespaced {
		space := text(object, "metadata", "namespace")
		return slices.Contains(standing, space) && keptIn(space, k, name(object), object)
	}
	name := name(object)
	switch k.String() {
	case namespaceKind:
		return slices.Contains(standing, name)
	case "nodes", "csinodes.storage.k8s.io":
		return isNode(name)
	case "storageclasses.storage.k8s.io":
		return isDefault(defaultStorageClasses(simulatedProvisioner), name)
	case definitionKind:
		return strings.HasSuffix(name, ".cert-manager.io")
	case apiServiceKind:
		return has(object, "labels", "kube-aggregator.kubernetes.io/automanaged") || name == metricsAPI
	case "flowschemas.flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io":
		return has(object, "annotations", "apf.kubernetes.io/autoupdate-spec")
	case "servicecidrs.networking.k8s.io":
		return name == "kubernetes"
	case "priorityclasses.scheduling.k8s.io":
		return strings.HasPrefix(name, "system-")
	}
	return false
}

func keptIn(space string, k kind, name string, object Object) bool {
	switch k.String() {
	case "configmaps":
		return name == "kube-root-ca.crt" || space == "kube-system" &&
			(name == "extension-apiserver-authentication" || name == "kube-apiserver-legacy-service-account-token-tracking")
	case "serviceaccounts":
		// The controller-manager's controllers each have one in kube-system.
		return name == "default" || space == "kube-system"
	case "services", "endpoints":
		return space == "default" && name == "kubernetes" || space == "kube-system" && isDefault(nodeServices(), name)
	case "endpointslices.discovery.k8s.io":
		return space == "default" && name == "kubernetes" ||
			space == "kube-system" && isDefault(nodeServices(), text(object, "metadata", "labels", "kubernetes.io/service-name"))
	case "pods":
		// The image of a pod that the real node runs by itself.
		return has(object, "annotations", "kubernetes.io/config.mirror")
	case "leases.coordination.k8s.io":
		return space == "kube-node-lease" && isNode(name) ||
			space == "kube-system" && has(object, "labels", "apiserver.kubernetes.io/identity")
	}
	return false
}

func isNode(wanted string) bool { return wanted == realnode.Name || isDefault(defaultNodes(), wanted) }

func isDefault(objects []Object, wanted string) bool {
	return slices.ContainsFunc(objects, func(object Object) bool { return name(object) == wanted })
}

func has(object Object, keys ...string) bool {
	return field(object, append([]string{"metadata"}, keys...)...) != nil
}

// honoured tells whether the testbed's own controllers act on a finalizer.
// Those of others have nobody left once their operator has ended.
func honoured(finalizer string) bool {
	domain, _, qualified := strings.Cut(finalizer, "/")
	if !qualified {
		return slices.Contains([]string{"orphan", "foregroundDeletion", "kubernetes"}, finalizer) ||
			strings.HasSuffix(finalizer, ".k8s.io")
	}
	return domain == "kubernetes.io" || strings.HasSuffix(domain, ".kubernetes.io") ||
		domain == "k8s.io" || strings.HasSuffix(domain, ".k8s.io")
}
