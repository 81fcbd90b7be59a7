package cluster

import (
	"errors"
	"slices"
	"strings"

	realnode "drawbridge.dev/testbed/node"
)

const (
	services    = namespaces + "/kube-system/services"
	apiServices = "/apis/apiregistration.k8s.io/v1/apiservices"
	metricsAPI  = "v1beta1.metrics.k8s.io"
)

// simulatedTaint keeps pods off the simulated nodes when a real one would do.
const simulatedTaint = "testbed.drawbridge.dev/simulated"

// simulatedNodes are the default ones or, beside a real node, those of other
// regions: a pod that is bound to the real node's region is never simulated,
// and one that is bound to none goes to the real node while that has room.
func (c *Client) simulatedNodes() []Object {
	all := defaultNodes()
	if !c.hasNode {
		return all
	}
	elsewhere := slices.DeleteFunc(all, inRealRegion)
	for _, object := range elsewhere {
		spec, _ := object["spec"].(Object)
		spec["taints"] = []any{Object{"key": simulatedTaint, "effect": "PreferNoSchedule"}}
	}
	return elsewhere
}

func inRealRegion(node Object) bool {
	return text(node, "metadata", "labels", "topology.kubernetes.io/region") == realnode.Region
}

// nodeServices are the Services in front of the node's own pods.
func nodeServices() []Object {
	service := func(name, label, address string, ports ...any) Object {
		spec := Object{"selector": Object{"k8s-app": label}, "ports": ports}
		if address != "" {
			spec["clusterIP"] = address
		}
		return Object{"apiVersion": "v1", "kind": "Service", "spec": spec, "metadata": Object{
			"name": name, "namespace": "kube-system", "labels": Object{"k8s-app": label}}}
	}
	return []Object{
		service("kube-dns", "kube-dns", "10.96.0.10",
			Object{"name": "dns", "port": 53, "protocol": "UDP", "targetPort": "dns"},
			Object{"name": "dns-tcp", "port": 53, "protocol": "TCP", "targetPort": "dns-tcp"},
			Object{"name": "metrics", "port": 9153, "protocol": "TCP", "targetPort": "metrics"}),
		service("metrics-server", "metrics-server", "",
			Object{"name": "https", "port": 443, "protocol": "TCP", "targetPort": "https"}),
	}
}

// nodeContent is what a real node needs to find, and what its arrival changes.
func (c *Client) nodeContent() error {
	if err := c.createMissing(services, nodeServices()); err != nil {
		return err
	}
	version, group, _ := strings.Cut(metricsAPI, ".")
	if err := c.createMissing(apiServices, []Object{{
		"apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": Object{"name": metricsAPI},
		"spec": Object{
			"group": group, "version": version, "groupPriorityMinimum": 100, "versionPriority": 100,
			// Its certificate is its own.
			"insecureSkipTLSVerify": true,
			"service":               Object{"name": "metrics-server", "namespace": "kube-system"},
		},
	}}); err != nil {
		return err
	}
	return c.makeWay()
}

// makeWay brings simulated nodes and StorageClasses of a testbed that had no real node before
// into the state that they have beside one.
func (c *Client) makeWay() error {
	list, err := c.Get(nodes)
	if err != nil {
		return err
	}
	var failures []error
	for _, class := range c.storageClasses() {
		now, err := c.Get(storageClasses + "/" + name(class))
		if err == nil && now["provisioner"] == simulatedProvisioner {
			err = c.replaceWhole(storageClasses, class)
		}
		failures = append(failures, unlessGone(err))
	}
	for _, object := range items(list) {
		switch {
		case !isDefault(defaultNodes(), name(object)):
		case inRealRegion(object):
			failures = append(failures, c.Delete(nodes+"/"+name(object)))
		case !hasTaint(object, simulatedTaint):
			failures = append(failures, c.Merge(nodes+"/"+name(object), Object{"spec": Object{
				"taints": []any{Object{"key": simulatedTaint, "effect": "PreferNoSchedule"}}}}))
		}
	}
	return errors.Join(failures...)
}

// awaitDNS waits until pods can look names up.
func (c *Client) awaitDNS() error {
	return c.await("the cluster's DNS to be ready", func() (bool, error) {
		list, err := c.Get(namespaces + "/kube-system/pods?labelSelector=k8s-app%3Dkube-dns")
		for _, pod := range items(list) {
			if condition(pod, "Ready") == "True" {
				return true, nil
			}
		}
		return false, err
	})
}

// restoreRealNode takes off what others put on: kubelet brings its own labels
// only when it starts.
func (c *Client) restoreRealNode() error {
	now, err := c.Get(nodes + "/" + realnode.Name)
	if err != nil {
		return err
	}
	labels := Object{}
	old, _ := field(now, "metadata", "labels").(Object)
	for label := range old {
		if !strings.Contains(label, "kubernetes.io/") {
			labels[label] = nil
		}
	}
	for _, pair := range strings.Split(realnode.Labels(), ",") {
		label, value, _ := strings.Cut(pair, "=")
		labels[label] = value
	}
	return c.Merge(nodes+"/"+realnode.Name, Object{
		"metadata": Object{"labels": labels}, "spec": Object{"unschedulable": nil, "taints": nil}})
}
