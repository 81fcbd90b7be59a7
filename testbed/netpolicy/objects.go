// Package netpolicy enforces NetworkPolicies between the real pods of a
// testbed, by nftables. It is for tests only: a cluster of one node, IPv4, and
// nothing that makes it fast with many pods.
//
// What is forbidden is dropped without an answer. Packets of established
// connections pass, also when a policy would now forbid them. The node itself
// reaches every pod, as probes must. Pods in the node's network are not
// subject to policies.
package netpolicy

// Metadata is what names an object and what selectors look at.
type Metadata struct {
	Name      string            `json:"name"`
	UID       string            `json:"uid"`
	Namespace string            `json:"namespace"`
	Labels    map[string]string `json:"labels"`
	// Deleted is set while the object waits for its end.
	Deleted string `json:"deletionTimestamp"`
}

// Namespace is a namespace.
type Namespace struct {
	Metadata Metadata `json:"metadata"`
}

// Pod is a pod, as far as policies care.
type Pod struct {
	Metadata Metadata `json:"metadata"`
	Spec     struct {
		NodeName       string      `json:"nodeName"`
		HostNetwork    bool        `json:"hostNetwork"`
		Containers     []Container `json:"containers"`
		InitContainers []Container `json:"initContainers"`
	} `json:"spec"`
	Status struct {
		Phase string `json:"phase"`
		PodIP string `json:"podIP"`
	} `json:"status"`
}

// Container is a container's ports.
type Container struct {
	Ports []ContainerPort `json:"ports"`
}

// ContainerPort is a port that may have a name.
type ContainerPort struct {
	Name     string `json:"name"`
	Number   int    `json:"containerPort"`
	Protocol string `json:"protocol"`
}

// Policy is a NetworkPolicy.
type Policy struct {
	Metadata Metadata   `json:"metadata"`
	Spec     PolicySpec `json:"spec"`
}

// PolicySpec says which pods are meant and what they may do.
type PolicySpec struct {
	PodSelector Selector `json:"podSelector"`
	PolicyTypes []string `json:"policyTypes"`
	Ingress     []Rule   `json:"ingress"`
	Egress      []Rule   `json:"egress"`
}

// Rule allows some ports of some peers.
type Rule struct {
	From  []Peer `json:"from"`
	To    []Peer `json:"to"`
	Ports []Port `json:"ports"`
}

// Peer is a set of pods or of addresses.
type Peer struct {
	PodSelector       *Selector `json:"podSelector"`
	NamespaceSelector *Selector `json:"namespaceSelector"`
	IPBlock           *IPBlock  `json:"ipBlock"`
}

// IPBlock is a range of addresses with holes.
type IPBlock struct {
	CIDR   string   `json:"cidr"`
	Except []string `json:"except"`
}

// Port is a port by number or name, or a range of numbers.
type Port struct {
	Protocol string `json:"protocol"`
	// Port is a number, a string or nil for every port.
	Port    any `json:"port"`
	EndPort int `json:"endPort"`
}

// networked tells whether a pod has an address of its own now.
func (p Pod) networked() bool {
	return p.Status.PodIP != "" && !p.Spec.HostNetwork && p.Status.Phase != "Succeeded" && p.Status.Phase != "Failed"
}

// named are the numbers of the pod's ports of that name.
func (p Pod) named(name, protocol string) (numbers []int) {
	// Native sidecars are init containers, and have ports.
	for _, containers := range [][]Container{p.Spec.Containers, p.Spec.InitContainers} {
		for _, container := range containers {
			for _, port := range container.Ports {
				if port.Name == name && orTCP(port.Protocol) == protocol {
					numbers = append(numbers, port.Number)
				}
			}
		}
	}
	return numbers
}

func orTCP(protocol string) string {
	if protocol == "" {
		return "TCP"
	}
	return protocol
}
