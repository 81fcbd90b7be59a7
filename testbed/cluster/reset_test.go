package cluster

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

func TestWhatBelongsToTheTestbedIsKept(t *testing.T) {
	for _, one := range []struct {
		resource, space, name string
		keep                  bool
	}{
		{"namespaces", "", "kube-system", true},
		{"namespaces", "", "cert-manager", true},
		{"namespaces", "", "team", false},
		{"nodes", "", "node-eu-west-1-a", true},
		{"nodes", "", "node-mine", false},
		{"storageclasses.storage.k8s.io", "", "encrypted", true},
		{"storageclasses.storage.k8s.io", "", "mine", false},
		{definitionKind, "", "certificates.cert-manager.io", true},
		{definitionKind, "", "modeldeployments.drawbridge.dev", false},
		{"priorityclasses.scheduling.k8s.io", "", "system-node-critical", true},
		{"priorityclasses.scheduling.k8s.io", "", "urgent", false},
		{"clusterroles.rbac.authorization.k8s.io", "", "mine", false},
		{"persistentvolumes", "", "pvc-1", false},
		{"clusterissuers.cert-manager.io", "", "own", false},
		{"configmaps", "default", "kube-root-ca.crt", true},
		{"configmaps", "team", "kube-root-ca.crt", false},
		{"configmaps", "kube-system", "extension-apiserver-authentication", true},
		{"configmaps", "default", "extension-apiserver-authentication", false},
		{"serviceaccounts", "kube-system", "job-controller", true},
		{"serviceaccounts", "default", "default", true},
		{"serviceaccounts", "default", "mine", false},
		{"services", "default", "kubernetes", true},
		{"services", "kube-system", "kubernetes", false},
		{"leases.coordination.k8s.io", "kube-node-lease", "node-eu-west-1-a", true},
		{"leases.coordination.k8s.io", "kube-system", "my-operator", false},
		{"secrets", "cert-manager", "my-ca", false},
		{"nodes", "", "node-de-frankfurt-c", true},
		{"csinodes.storage.k8s.io", "", "node-de-frankfurt-c", true},
		{"leases.coordination.k8s.io", "kube-node-lease", "node-de-frankfurt-c", true},
		{"services", "kube-system", "kube-dns", true},
		{"services", "kube-system", "mine", false},
		{"apiservices.apiregistration.k8s.io", "", "v1beta1.metrics.k8s.io", true},
		{"apiservices.apiregistration.k8s.io", "", "v1.example.org", false},
		{"pods", "kube-system", "mine", false},
	} {
		k := kindOf(one.resource, one.space)
		object := Object{"metadata": Object{"name": one.name, "namespace": one.space}}
		if got := kept(k, object); got != one.keep {
			t.Errorf("%s %s/%s: kept is %t", one.resource, one.space, one.name, got)
		}
	}
}

func TestBootstrapRolesAreKept(t *testing.T) {
	role := Object{"metadata": Object{"name": "admin", "labels": Object{"kubernetes.io/bootstrapping": "rbac-defaults"}}}
	if !kept(kindOf("clusterroles.rbac.authorization.k8s.io", ""), role) {
		t.Fatal("a bootstrap role would be removed")
	}
}

func TestWhatTheNodeMakesByItselfIsKept(t *testing.T) {
	pod := Object{"metadata": Object{"name": "coredns", "namespace": "kube-system", "annotations": Object{"kubernetes.io/config.mirror": "x"}}}
	slice := Object{"metadata": Object{"name": "kube-dns-x", "namespace": "kube-system", "labels": Object{"kubernetes.io/service-name": "kube-dns"}}}
	if !kept(kindOf("pods", "kube-system"), pod) || !kept(kindOf("endpointslices.discovery.k8s.io", "kube-system"), slice) {
		t.Fatal("the node's own objects would be removed")
	}
}

func TestSimulatedNodesMakeWayForARealOne(t *testing.T) {
	alone, beside := (&Client{}).simulatedNodes(), (&Client{hasNode: true}).simulatedNodes()
	if len(alone) != 6 || len(beside) != 4 {
		t.Fatalf("%d alone, %d beside", len(alone), len(beside))
	}
	for _, node := range alone {
		if hasTaint(node, simulatedTaint) {
			t.Errorf("%s is tainted without a real node", name(node))
		}
	}
	for _, node := range beside {
		if !hasTaint(node, simulatedTaint) || inRealRegion(node) {
			t.Errorf("%v", node)
		}
	}
}

func TestStorageClassesKeepTheirNamesAndParameters(t *testing.T) {
	alone, beside := (&Client{}).storageClasses(), (&Client{hasNode: true}).storageClasses()
	for i := range alone {
		if alone[i]["provisioner"] == beside[i]["provisioner"] {
			t.Errorf("%s has one provisioner for both", name(alone[i]))
		}
		for _, object := range []Object{alone[i], beside[i]} {
			delete(object, "provisioner")
			if metadata, ok := object["metadata"].(Object); ok {
				delete(metadata, "labels")
			}
		}
	}
	if !reflect.DeepEqual(alone, beside) {
		t.Errorf("%v, %v", alone, beside)
	}
}

func kindOf(full, space string) kind {
	for i := range full {
		if full[i] == '.' {
			return kind{group: full[i+1:], version: "v1", plural: full[:i], namespaced: space != ""}
		}
	}
	return kind{version: "v1", plural: full, namespaced: space != ""}
}

func TestPathsOfObjects(t *testing.T) {
	inside := Object{"metadata": Object{"name": "a", "namespace": "n"}}
	outside := Object{"metadata": Object{"name": "a"}}
	for wanted, got := range map[string]string{
		"/api/v1/namespaces/n/pods/a":             kindOf("pods", "n").path(inside),
		"/api/v1/nodes/a":                         kindOf("nodes", "").path(outside),
		"/apis/apps/v1/namespaces/n/deployment/a": kindOf("deployment.apps", "n").path(inside),
	} {
		if got != wanted {
			t.Errorf("%s instead of %s", got, wanted)
		}
	}
}

func TestOwnersHaveTheirTimeForFinalizers(t *testing.T) {
	finalizers := []any{"example.org/hold", "kubernetes.io/pvc-protection", "foregroundDeletion"}
	for _, one := range []struct {
		waited time.Duration
		left   int
	}{{0, 3}, {forOwners, 2}, {forControllers, 0}} {
		s := sweep{begun: time.Now().Add(-one.waited)}
		if left := s.remaining(finalizers); len(left) != one.left {
			t.Errorf("after %s: %v", one.waited, left)
		}
	}
}

func TestOnlyKubernetesFinalizersAreHonoured(t *testing.T) {
	for finalizer, wanted := range map[string]bool{
		"kubernetes.io/pv-protection":                true,
		"batch.kubernetes.io/job-tracking":           true,
		"customresourcecleanup.apiextensions.k8s.io": true,
		"orphan":                   true,
		"drawbridge.dev/teardown":  false,
		"notkubernetes.io/x":       false,
		"finalizer.mine":           false,
		"my.example.org/k8s.io":    false,
		"service.example.k8s.io/x": true,
	} {
		if got := honoured(finalizer); got != wanted {
			t.Errorf("%s: %t", finalizer, got)
		}
	}
}

func TestParallelCallsCoverAllAndReturnAnError(t *testing.T) {
	var calls atomic.Int64
	seen := make([]bool, 100)
	err := inParallel(len(seen), func(i int) error {
		calls.Add(1)
		seen[i] = true
		if i == 42 {
			return errors.New("forty-two")
		}
		return nil
	})
	if calls.Load() != 100 || slices.Contains(seen, false) || fmt.Sprint(err) != "forty-two" {
		t.Fatalf("%d calls, error %v", calls.Load(), err)
	}
}

func TestEventsInStandingNamespacesAreNotWaitedFor(t *testing.T) {
	for space, wanted := range map[string]bool{"default": false, "team": true} {
		event := target{kindOf("events", space), Object{"metadata": Object{"name": "e", "namespace": space}}}
		if got := lasting(event); got != wanted {
			t.Errorf("in %s: %t", space, got)
		}
	}
}
