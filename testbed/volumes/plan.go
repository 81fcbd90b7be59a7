package volumes

import (
	"errors"
	"path/filepath"
	"slices"

	"drawbridge.dev/testbed/cluster"
)

// State is everything that a decision follows from.
type State struct {
	// Node is the real node, the only one with folders.
	Node    string
	Claims  []Claim
	Volumes []Volume
	Classes []Class
	// Folders are the names of the volumes that have a folder.
	Folders []string
}

// Order is a volume to make for a claim.
type Order struct {
	Claim Claim
	Class Class
	// Node is where the claim's pod is to run.
	Node string
}

// Plan is what has to be done.
type Plan struct {
	Make []Order
	// Release are volumes whose claim is gone; their objects are deleted.
	Release []string
	// Erase are folders that belong to no volume and no claim.
	Erase []string
}

// Decide tells what has to be done.
func Decide(state State) (plan Plan) {
	volumes := map[string]bool{}
	for _, volume := range state.Volumes {
		volumes[volume.Metadata.Name] = true
		if volume.Metadata.Annotations[provisionedBy] == cluster.Provisioner && volume.Status.Phase == "Released" && volume.Spec.ReclaimPolicy == "Delete" {
			plan.Release = append(plan.Release, volume.Metadata.Name)
		}
	}
	claimed := map[string]bool{}
	for _, claim := range state.Claims {
		claimed[claim.volumeName()] = true
		if claim.Spec.Volume != "" || volumes[claim.volumeName()] {
			continue
		}
		if order, ok := state.order(claim); ok {
			plan.Make = append(plan.Make, order)
		}
	}
	for _, folder := range state.Folders {
		// A volume that was made a moment ago may not have been seen yet, but its claim has.
		if !volumes[folder] && !claimed[folder] {
			plan.Erase = append(plan.Erase, folder)
		}
	}
	return plan
}

// order is what a claim asks of us, if it does and the time has come.
func (s State) order(claim Claim) (Order, bool) {
	i := slices.IndexFunc(s.Classes, func(class Class) bool {
		return class.Metadata.Name == claim.Spec.Class && class.Provisioner == cluster.Provisioner
	})
	if i < 0 {
		return Order{}, false
	}
	order := Order{claim, s.Classes[i], claim.Metadata.Annotations[selectedNode]}
	if order.Node == "" && order.Class.BindingMode == "Immediate" {
		order.Node = s.Node
	}
	return order, order.Node != ""
}

// check refuses what the volumes cannot do.
func (o Order) check() error {
	if o.Claim.Spec.Mode == "Block" {
		return errors.New("the testbed's volumes are folders: volumeMode Block cannot be had, use Filesystem")
	}
	if encrypted, there := o.Class.Parameters["encrypted"]; there && encrypted != "true" && encrypted != "false" {
		return errors.New("the parameter `encrypted` of the StorageClass " + o.Class.Metadata.Name + " must be true or false, not " + encrypted)
	}
	return nil
}

// object is the PersistentVolume of an order. On a simulated node it is as
// simulated as the pod that uses it: nothing is there.
func (o Order) object(folder string, real bool) cluster.Object {
	claim := o.Claim
	requests, _ := claim.Spec.Resources["requests"].(map[string]any)
	spec := cluster.Object{
		"capacity": cluster.Object{"storage": requests["storage"]}, "accessModes": claim.Spec.AccessModes,
		"persistentVolumeReclaimPolicy": o.Class.ReclaimPolicy, "storageClassName": o.Class.Metadata.Name,
		"claimRef": cluster.Object{"apiVersion": "v1", "kind": "PersistentVolumeClaim",
			"namespace": claim.Metadata.Namespace, "name": claim.Metadata.Name, "uid": claim.Metadata.UID},
	}
	path := filepath.Join(folder, claim.volumeName())
	if real {
		spec["local"] = cluster.Object{"path": path}
		spec["nodeAffinity"] = cluster.Object{"required": cluster.Object{"nodeSelectorTerms": []any{cluster.Object{
			"matchExpressions": []any{cluster.Object{"key": "kubernetes.io/hostname", "operator": "In", "values": []any{o.Node}}}}}}}
	} else {
		spec["hostPath"] = cluster.Object{"path": path}
	}
	return cluster.Object{"apiVersion": "v1", "kind": "PersistentVolume", "spec": spec, "metadata": cluster.Object{
		"name": claim.volumeName(), "annotations": cluster.Object{provisionedBy: cluster.Provisioner}}}
}
