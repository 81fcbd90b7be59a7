//go:build selftest

package selftest

import (
	"fmt"
	"slices"
)

// policy is one in the namespace here; spec is without apiVersion and the like.
func policy(name, spec string) string {
	return fmt.Sprintf("\n---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: %s, namespace: here}, spec: %s}", name, spec)
}

// row is one line of the truth table: policies, and who then gets through.
type row struct {
	name, policies string
	// open are the ways "from to:port" that have to be open; all others of ways have to be closed.
	open []string
}

// ways are tried in every row. The addresses of WEB and the others are filled in.
var ways = []string{
	"here/client here/web:8080", "here/client here/web:8081", "here/client here/web:9005", "here/other here/web:8080",
	"there/client here/web:8080", "there/other here/web:8080",
	"here/web here/client:8080", "here/web there/client:8080", "here/web DNS", "here/client DNS", "here/web API",
}

// without are all ways but those.
func without(closed ...string) []string {
	return slices.DeleteFunc(slices.Clone(ways), func(way string) bool { return slices.Contains(closed, way) })
}

var truths = []row{
	{"no policy: all is open", "", ways},
	{"deny all ingress", policy("p", `{podSelector: {}, policyTypes: [Ingress]}`),
		[]string{"here/web there/client:8080", "here/web DNS", "here/client DNS", "here/web API"}},
	{"deny all, both ways", policy("p", `{podSelector: {}, policyTypes: [Ingress, Egress]}`), nil},
	{"allow one app", policy("p", `{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]}`),
		without("here/other here/web:8080", "there/client here/web:8080", "there/other here/web:8080")},
	{"allow a namespace", policy("p", `{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: there}}}]}]}`),
		without("here/client here/web:8080", "here/client here/web:8081", "here/client here/web:9005", "here/other here/web:8080")},
	{"both selectors in one peer: and", policy("p", `{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: there}}, podSelector: {matchLabels: {app: client}}}]}]}`),
		without("here/client here/web:8080", "here/client here/web:8081", "here/client here/web:9005", "here/other here/web:8080", "there/other here/web:8080")},
	{"selectors in two peers: or", policy("p", `{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: there}}}, {podSelector: {matchLabels: {app: client}}}]}]}`),
		without("here/other here/web:8080")},
	{"egress to DNS only", policy("p", `{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: 53, protocol: UDP}, {port: 53}]}]}`),
		without("here/web here/client:8080", "here/web there/client:8080", "here/web API")},
	{"egress to the API server only, which is on the node", policy("p", `{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.200.0.1/32}}], ports: [{port: 6443}]}]}`),
		without("here/web here/client:8080", "here/web there/client:8080", "here/web DNS")},
	{"a block of addresses with a hole", policy("p", `{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.244.0.0/16, except: [ADDRESS(there/client)/32]}}]}]}`),
		without("here/web there/client:8080", "here/web API")},
	{"a block of one address", policy("p", `{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: ADDRESS(there/other)/32}}]}]}`),
		without("here/client here/web:8080", "here/client here/web:8081", "here/client here/web:9005", "here/other here/web:8080", "there/client here/web:8080")},
	{"a named port", policy("p", `{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: http}]}]}`),
		without("here/client here/web:8081", "here/client here/web:9005")},
	{"a range of ports", policy("p", `{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 8081, endPort: 9005}]}]}`),
		[]string{"here/client here/web:8081", "here/client here/web:9005", "here/web here/client:8080", "here/web there/client:8080", "here/web DNS", "here/client DNS", "here/web API"}},
	{"a protocol nobody speaks", policy("p", `{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 8080, protocol: UDP}]}]}`),
		[]string{"here/web here/client:8080", "here/web there/client:8080", "here/web DNS", "here/client DNS", "here/web API"}},
	{"a named port of the peer", policy("p", `{podSelector: {matchLabels: {app: client}}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}], ports: [{port: http}]}]}`),
		without("here/client here/web:8081", "here/client here/web:9005", "here/client DNS")},
	{"policies add up", policy("p", `{podSelector: {}, policyTypes: [Ingress]}`) + policy("q", `{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: other}}}]}]}`),
		[]string{"here/other here/web:8080", "here/web there/client:8080", "here/web DNS", "here/client DNS", "here/web API"}},
}
