package netpolicy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// portMatch is a match together with the ports that are open to it.
type portMatch struct {
	match match
	ports string
}

// ports are the ports of a rule. A named port is one of the pod that is spoken
// to: the policy's own for ingress, the peer for egress. A name that this pod
// has not opens nothing.
func ports(wanted []Port, pod Pod, peers match, way direction) (found []portMatch) {
	numbers := map[string][]string{}
	for _, port := range wanted {
		protocol := strings.ToLower(orTCP(port.Protocol))
		name, isName := port.Port.(string)
		switch {
		case port.Port == nil:
			numbers[protocol] = append(numbers[protocol], "0-65535")
		case !isName:
			numbers[protocol] = append(numbers[protocol], span(port))
		case way.name == ingress.name:
			for _, number := range pod.named(name, orTCP(port.Protocol)) {
				numbers[protocol] = append(numbers[protocol], fmt.Sprint(number))
			}
		default:
			found = append(found, byPeer(name, orTCP(port.Protocol), peers)...)
		}
	}
	for _, protocol := range slices.Sorted(maps.Keys(numbers)) {
		found = append(found, portMatch{peers, destination(protocol, numbers[protocol]...)})
	}
	return found
}

// span is a number, or a range of them.
func span(port Port) string {
	first, _ := port.Port.(float64)
	if port.EndPort > int(first) {
		return fmt.Sprintf("%d-%d", int(first), port.EndPort)
	}
	return fmt.Sprint(int(first))
}

// destination is a set of ports; nft itself merges those that overlap.
func destination(protocol string, numbers ...string) string {
	return fmt.Sprintf("%s dport { %s }", protocol, strings.Join(numbers, ", "))
}

// byPeer looks a port's name up in every peer.
func byPeer(name, protocol string, peers match) (found []portMatch) {
	for _, peer := range peers.pods {
		for _, number := range peer.named(name, protocol) {
			found = append(found, portMatch{match{pods: []Pod{peer}}, destination(strings.ToLower(protocol), fmt.Sprint(number))})
		}
	}
	return found
}
