package cluster

import (
	"encoding/json"
	"fmt"
)

// SimulatedAnnotation marks the nodes that are simulated; a real node beside them stays alone.
const SimulatedAnnotation = "kwok.x-k8s.io/node"

const certManagerNamespace = "cert-manager"

// node is a simulated node: where it is and whether it has accelerators.
type node struct {
	region, zone string
	premises     bool
	gpus         int
}

// The regions: two public ones and one data centre of our own. The names tell
// them apart in every listing.
var nodeTable = []node{
	{region: "eu-central-1", zone: "eu-central-1-a", gpus: 8},
	{region: "eu-central-1", zone: "eu-central-1-b"},
	{region: "eu-west-1", zone: "eu-west-1-a"},
	{region: "eu-west-1", zone: "eu-west-1-b"},
	{region: "de-frankfurt", zone: "de-frankfurt-a", premises: true},
	{region: "de-frankfurt", zone: "de-frankfurt-b", premises: true},
}

// podsPerNode fits the node's address range; both are large enough for benchmarks.
const podsPerNode = 4000

func defaultNodes() []Object {
	objects := make([]Object, 0, len(nodeTable))
	for i, one := range nodeTable {
		// 4096 pod addresses a node, apart from the range of a real node (10.244.0.0/16).
		objects = append(objects, one.object(fmt.Sprintf("10.245.%d.0/20", i*16)))
	}
	return objects
}

func (n node) object(podAddresses string) Object {
	labels := Object{
		"kubernetes.io/hostname":        "node-" + n.zone,
		"kubernetes.io/os":              "linux",
		"kubernetes.io/arch":            "amd64",
		"topology.kubernetes.io/region": n.region,
		"topology.kubernetes.io/zone":   n.zone,
	}
	if n.premises {
		labels["drawbridge.dev/premises"] = "true"
	}
	capacity := Object{"cpu": "512", "memory": "4Ti", "ephemeral-storage": "64Ti", "pods": fmt.Sprint(podsPerNode)}
	if n.gpus > 0 {
		capacity["nvidia.com/gpu"] = fmt.Sprint(n.gpus)
	}
	written, err := json.Marshal(capacity)
	if err != nil {
		panic(err) // a map of strings
	}
	return Object{
		"apiVersion": "v1", "kind": "Node",
		"metadata": Object{
			"name": "node-" + n.zone, "labels": labels,
			"annotations": Object{
				SimulatedAnnotation:               "fake",
				"testbed.drawbridge.dev/capacity": string(written),
			},
		},
		"spec": Object{"podCIDR": podAddresses, "podCIDRs": []any{podAddresses}},
	}
}

const (
	// Provisioner makes the volumes of a testbed with a real node.
	Provisioner = "testbed.drawbridge.dev/volumes"
	// simulatedProvisioner is the controller-manager's own; it takes any parameters.
	simulatedProvisioner = "kubernetes.io/host-path"
)

// defaultStorageClasses are one that encrypts, by its parameters, and one that does
// not and is the cluster's default.
func defaultStorageClasses(provisioner string) []Object {
	return []Object{
		storageClass("encrypted", provisioner, Object{}, Object{"encrypted": "true"}),
		storageClass("plain", provisioner, Object{"storageclass.kubernetes.io/is-default-class": "true"}, Object{}),
	}
}

// storageClasses are those of this testbed.
func (c *Client) storageClasses() []Object {
	if !c.hasNode {
		return defaultStorageClasses(simulatedProvisioner)
	}
	classes := defaultStorageClasses(Provisioner)
	// No list of drivers knows this one; the label is how a security team vouches for such a class.
	metadata, _ := classes[0]["metadata"].(Object)
	metadata["labels"] = Object{"drawbridge.dev/encrypted": "true"}
	return classes
}

func storageClass(name, provisioner string, annotations, parameters Object) Object {
	return Object{
		"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
		"metadata":          Object{"name": name, "annotations": annotations},
		"provisioner":       provisioner,
		"parameters":        parameters,
		"volumeBindingMode": "WaitForFirstConsumer", "reclaimPolicy": "Delete",
	}
}

func namespace(name string) Object {
	return Object{"apiVersion": "v1", "kind": "Namespace", "metadata": Object{"name": name}}
}
