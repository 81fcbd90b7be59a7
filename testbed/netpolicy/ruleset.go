package netpolicy

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// State is everything that the rules follow from.
type State struct {
	// Node is the node whose pods are protected.
	Node       string
	Pods       []Pod
	Namespaces []Namespace
	Policies   []Policy
}

// direction is one way of a pod's packets.
type direction struct {
	name string
	// own and peer are nft's words for the pod's and the other one's address.
	own, peer string
	rules     func(PolicySpec) []Rule
	peers     func(Rule) []Peer
}

var (
	ingress = direction{"Ingress", "daddr", "saddr",
		func(spec PolicySpec) []Rule { return spec.Ingress }, func(rule Rule) []Peer { return rule.From }}
	egress = direction{"Egress", "saddr", "daddr",
		func(spec PolicySpec) []Rule { return spec.Egress }, func(rule Rule) []Peer { return rule.To }}
)

// clearing removes the table whether or not it is there.
const clearing = "add table ip netpolicy\ndelete table ip netpolicy\n"

// Ruleset is an nft script that replaces all rules by those of the state, in
// one transaction. Equal states have equal scripts.
func Ruleset(state State) string {
	state.Pods = inNetwork(state.Pods)
	state.Policies = slices.Clone(state.Policies)
	slices.SortFunc(state.Policies, func(a, b Policy) int {
		return strings.Compare(a.Metadata.Namespace+"/"+a.Metadata.Name, b.Metadata.Namespace+"/"+b.Metadata.Name)
	})

	var chains strings.Builder
	in, out := state.chains(ingress, &chains), state.chains(egress, &chains)
	const established = "\t\tct state established,related accept\n"
	return clearing + "table ip netpolicy {\n" +
		"\tchain forward {\n\t\ttype filter hook forward priority filter; policy accept;\n" + established + out + in + "\t}\n" +
		// What a pod sends to the node itself.
		"\tchain input {\n\t\ttype filter hook input priority filter; policy accept;\n" + established + out + "\t}\n" +
		chains.String() + "}\n"
}

// inNetwork are the pods that have an address, in the order of addresses. A pod
// that is about to go may have lost its address to another one already.
func inNetwork(all []Pod) []Pod {
	pods := slices.DeleteFunc(slices.Clone(all), func(pod Pod) bool { return !pod.networked() })
	slices.SortStableFunc(pods, func(a, b Pod) int {
		return cmp.Or(strings.Compare(a.Status.PodIP, b.Status.PodIP), strings.Compare(a.Metadata.Deleted, b.Metadata.Deleted))
	})
	return slices.CompactFunc(pods, func(a, b Pod) bool { return a.Status.PodIP == b.Status.PodIP })
}

// chains writes one chain for each pod that is isolated in a direction and
// returns the rule that leads there.
func (s State) chains(way direction, target *strings.Builder) (entry string) {
	var elements []string
	for _, pod := range s.Pods {
		if pod.Spec.NodeName != s.Node {
			continue
		}
		lines, isolated := s.lines(pod, way)
		if !isolated {
			continue
		}
		address := pod.Status.PodIP
		chain := strings.ToLower(way.name) + "-" + address
		elements = append(elements, address+" : jump "+chain)
		fmt.Fprintf(target, "\tchain %s { # %s/%s\n", chain, pod.Metadata.Namespace, pod.Metadata.Name)
		// A pod may always speak with itself, also by way of a Service.
		for _, line := range append([]string{fmt.Sprintf("ip %s %s return", way.peer, address)}, lines...) {
			fmt.Fprintf(target, "\t\t%s\n", line)
		}
		target.WriteString("\t\tdrop\n\t}\n")
	}
	if len(elements) == 0 {
		return ""
	}
	return fmt.Sprintf("\t\tip %s vmap { %s }\n", way.own, strings.Join(elements, ", "))
}

// lines are what a pod's policies allow in a direction; isolated is false when
// no policy says anything about it.
func (s State) lines(pod Pod, way direction) (lines []string, isolated bool) {
	for _, policy := range s.Policies {
		if policy.Metadata.Namespace != pod.Metadata.Namespace || !policy.covers(way) || !policy.Spec.PodSelector.matches(pod.Metadata.Labels) {
			continue
		}
		isolated = true
		for _, rule := range way.rules(policy.Spec) {
			lines = append(lines, s.allow(pod, policy.Metadata.Namespace, rule, way)...)
		}
	}
	return lines, isolated
}

func (p Policy) covers(way direction) bool {
	if len(p.Spec.PolicyTypes) > 0 {
		return slices.Contains(p.Spec.PolicyTypes, way.name)
	}
	return way.name == ingress.name || len(p.Spec.Egress) > 0
}

// allow is one rule for one pod.
func (s State) allow(pod Pod, space string, rule Rule, way direction) (lines []string) {
	for _, match := range s.matches(space, way.peers(rule), way) {
		if len(rule.Ports) == 0 {
			lines = append(lines, strings.TrimSpace(match.text(way)+" return"))
			continue
		}
		for _, one := range ports(rule.Ports, pod, match, way) {
			lines = append(lines, strings.TrimSpace(one.match.text(way)+" "+one.ports+" return"))
		}
	}
	return lines
}

// match is a set of peers: everybody (all pods among them), pods or a block of addresses.
type match struct {
	everybody bool
	pods      []Pod
	block     *IPBlock
}

func (m match) text(way direction) string {
	switch {
	case m.everybody:
		return ""
	case m.block != nil:
		text := fmt.Sprintf("ip %s %s", way.peer, m.block.CIDR)
		if except := slices.DeleteFunc(slices.Clone(m.block.Except), func(cidr string) bool { return !isIPv4(cidr) }); len(except) > 0 {
			text += fmt.Sprintf(" ip %s != { %s }", way.peer, strings.Join(except, ", "))
		}
		return text
	}
	addresses := make([]string, 0, len(m.pods))
	for _, pod := range m.pods {
		addresses = append(addresses, pod.Status.PodIP)
	}
	return fmt.Sprintf("ip %s { %s }", way.peer, strings.Join(addresses, ", "))
}

// matches are the peers of a rule; no peers at all in a rule means everybody.
func (s State) matches(space string, peers []Peer, way direction) (found []match) {
	if len(peers) == 0 {
		return []match{{everybody: true, pods: s.Pods}}
	}
	chosen := map[string]Pod{}
	for _, peer := range peers {
		if peer.IPBlock != nil {
			if isIPv4(peer.IPBlock.CIDR) {
				found = append(found, match{block: peer.IPBlock})
			}
			continue
		}
		for _, pod := range s.Pods {
			if s.selects(peer, space, pod) {
				chosen[pod.Status.PodIP] = pod
			}
		}
	}
	if len(chosen) > 0 {
		found = append(found, match{pods: sortedByKey(chosen)})
	}
	return found
}

// selects tells whether a peer of a policy in a namespace stands for a pod.
func (s State) selects(peer Peer, space string, pod Pod) bool {
	if peer.NamespaceSelector == nil {
		return pod.Metadata.Namespace == space && peer.PodSelector != nil && peer.PodSelector.matches(pod.Metadata.Labels)
	}
	return peer.NamespaceSelector.matches(s.labelsOf(pod.Metadata.Namespace)) &&
		(peer.PodSelector == nil || peer.PodSelector.matches(pod.Metadata.Labels))
}

func (s State) labelsOf(space string) map[string]string {
	for _, namespace := range s.Namespaces {
		if namespace.Metadata.Name == space {
			return namespace.Metadata.Labels
		}
	}
	return nil
}

func isIPv4(cidr string) bool {
	prefix, err := netip.ParsePrefix(cidr)
	return err == nil && prefix.Addr().Is4()
}

func sortedByKey[V any](values map[string]V) []V {
	sorted := make([]V, 0, len(values))
	for _, key := range slices.Sorted(maps.Keys(values)) {
		sorted = append(sorted, values[key])
	}
	return sorted
}
