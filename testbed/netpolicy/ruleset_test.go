package netpolicy

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// The cluster of these tests: three namespaces, of which two have a label, and
// pods a (a web server with named ports), b and c. One pod is elsewhere.
func known(t *testing.T, policies ...string) State {
	t.Helper()
	state := State{Node: "real"}
	read := func(text string, target any) {
		t.Helper()
		if err := json.Unmarshal([]byte(text), target); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
	read(`[{"metadata":{"name":"x","labels":{"team":"x"}}},{"metadata":{"name":"y","labels":{"team":"y"}}},{"metadata":{"name":"z"}}]`, &state.Namespaces)
	read(`[
	{"metadata":{"name":"a","namespace":"x","labels":{"app":"a"}},"status":{"podIP":"10.0.0.1","phase":"Running"},
	 "spec":{"nodeName":"real","containers":[{"ports":[{"name":"http","containerPort":8080},{"name":"dns","containerPort":53,"protocol":"UDP"}]}],
	         "initContainers":[{"ports":[{"name":"side","containerPort":8443}]}]}},
	{"metadata":{"name":"b","namespace":"x","labels":{"app":"b"}},"status":{"podIP":"10.0.0.2","phase":"Running"},"spec":{"nodeName":"real"}},
	{"metadata":{"name":"b","namespace":"y","labels":{"app":"b"}},"status":{"podIP":"10.0.0.3","phase":"Running"},"spec":{"nodeName":"real"}},
	{"metadata":{"name":"c","namespace":"y","labels":{"app":"c"}},"status":{"podIP":"10.0.0.4","phase":"Running"},
	 "spec":{"nodeName":"real","containers":[{"ports":[{"name":"http","containerPort":9090}]}]}},
	{"metadata":{"name":"b","namespace":"z","labels":{"app":"b"}},"status":{"podIP":"10.0.0.5","phase":"Pending"},"spec":{"nodeName":"simulated"}},
	{"metadata":{"name":"done","namespace":"x","labels":{"app":"b"}},"status":{"podIP":"10.0.0.6","phase":"Succeeded"},"spec":{"nodeName":"real"}},
	{"metadata":{"name":"host","namespace":"x","labels":{"app":"b"}},"status":{"podIP":"10.0.0.7","phase":"Running"},"spec":{"nodeName":"real","hostNetwork":true}},
	{"metadata":{"name":"new","namespace":"x","labels":{"app":"b"}},"status":{},"spec":{"nodeName":"real"}}]`, &state.Pods)
	for _, text := range policies {
		var policy Policy
		read(`{"metadata":{"name":"p","namespace":"x"},"spec":`+text+`}`, &policy)
		state.Policies = append(state.Policies, policy)
	}
	return state
}

// chain are the lines of one chain, without those that every chain has.
func chain(t *testing.T, rules, name string) []string {
	t.Helper()
	_, rest, found := strings.Cut(rules, "\tchain "+name+" {")
	if !found {
		return nil
	}
	body, _, _ := strings.Cut(rest, "\n\t}")
	lines := strings.Split(body, "\n\t\t")[1:]
	if len(lines) < 2 || !strings.HasSuffix(lines[0], " return") || lines[len(lines)-1] != "drop" {
		t.Fatalf("%s is no chain of a pod: %q", name, lines)
	}
	return lines[1 : len(lines)-1]
}

func TestWhatPoliciesAllow(t *testing.T) {
	none := []string{}
	for _, one := range []struct {
		name, policy, chain string
		allowed             []string
	}{
		{"deny all ingress", `{"podSelector":{},"policyTypes":["Ingress"]}`, "ingress-10.0.0.1", none},
		{"deny all egress", `{"podSelector":{},"policyTypes":["Egress"]}`, "egress-10.0.0.1", none},
		{"the other direction is free", `{"podSelector":{},"policyTypes":["Egress"]}`, "ingress-10.0.0.1", nil},
		{"types are ingress by default", `{"podSelector":{}}`, "ingress-10.0.0.1", none},
		{"and egress when it has rules", `{"podSelector":{},"egress":[{}]}`, "egress-10.0.0.1", []string{"return"}},
		{"pods that are not selected are free", `{"podSelector":{"matchLabels":{"app":"a"}}}`, "ingress-10.0.0.2", nil},
		{"pods of other namespaces are free", `{"podSelector":{}}`, "ingress-10.0.0.3", nil},
		{"allow all", `{"podSelector":{},"ingress":[{}]}`, "ingress-10.0.0.1", []string{"return"}},
		{"allow one app of the same namespace", `{"podSelector":{},"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"b"}}}]}]}`,
			"ingress-10.0.0.1", []string{"ip saddr { 10.0.0.2 } return"}},
		{"allow a namespace", `{"podSelector":{},"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"team":"y"}}}]}]}`,
			"ingress-10.0.0.1", []string{"ip saddr { 10.0.0.3, 10.0.0.4 } return"}},
		{"both selectors of one peer: and", `{"podSelector":{},"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"team":"y"}},"podSelector":{"matchLabels":{"app":"b"}}}]}]}`,
			"ingress-10.0.0.1", []string{"ip saddr { 10.0.0.3 } return"}},
		{"selectors of two peers: or", `{"podSelector":{},"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"team":"y"}}},{"podSelector":{"matchLabels":{"app":"b"}}}]}]}`,
			"ingress-10.0.0.1", []string{"ip saddr { 10.0.0.2, 10.0.0.3, 10.0.0.4 } return"}},
		{"every namespace", `{"podSelector":{},"ingress":[{"from":[{"namespaceSelector":{}}]}]}`,
			"ingress-10.0.0.2", []string{"ip saddr { 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5 } return"}},
		{"nobody fits", `{"podSelector":{},"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"none"}}}]}]}`, "ingress-10.0.0.1", none},
		{"a block with holes", `{"podSelector":{},"egress":[{"to":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16","10.2.0.0/16"]}}]}]}`,
			"egress-10.0.0.1", []string{"ip daddr 10.0.0.0/8 ip daddr != { 10.1.0.0/16, 10.2.0.0/16 } return"}},
		{"a block of the other family", `{"podSelector":{},"egress":[{"to":[{"ipBlock":{"cidr":"fd00::/8"}}]}]}`, "egress-10.0.0.1", none},
		{"a port of everybody", `{"podSelector":{},"ingress":[{"ports":[{"port":80},{"port":53,"protocol":"UDP"}]}]}`,
			"ingress-10.0.0.1", []string{"tcp dport { 80 } return", "udp dport { 53 } return"}},
		{"a range and a number", `{"podSelector":{},"ingress":[{"ports":[{"port":8000,"endPort":8010},{"port":80}]}]}`,
			"ingress-10.0.0.1", []string{"tcp dport { 8000-8010, 80 } return"}},
		{"all ports of a protocol", `{"podSelector":{},"ingress":[{"ports":[{"protocol":"SCTP"}]}]}`,
			"ingress-10.0.0.1", []string{"sctp dport { 0-65535 } return"}},
		{"a named port is the pod's own", `{"podSelector":{},"ingress":[{"ports":[{"port":"http"}]}]}`, "ingress-10.0.0.1", []string{"tcp dport { 8080 } return"}},
		{"a native sidecar's too", `{"podSelector":{},"ingress":[{"ports":[{"port":"side"}]}]}`, "ingress-10.0.0.1", []string{"tcp dport { 8443 } return"}},
		{"a name of another protocol opens nothing", `{"podSelector":{},"ingress":[{"ports":[{"port":"dns"}]}]}`, "ingress-10.0.0.1", none},
		{"a name that is not there opens nothing", `{"podSelector":{},"ingress":[{"ports":[{"port":"http"}]}]}`, "ingress-10.0.0.2", none},
		{"a named port is each peer's in egress", `{"podSelector":{},"egress":[{"to":[{"namespaceSelector":{}}],"ports":[{"port":"http"}]}]}`,
			"egress-10.0.0.2", []string{"ip daddr { 10.0.0.1 } tcp dport { 8080 } return", "ip daddr { 10.0.0.4 } tcp dport { 9090 } return"}},
		{"also without peers", `{"podSelector":{},"egress":[{"ports":[{"port":"http"}]}]}`,
			"egress-10.0.0.2", []string{"ip daddr { 10.0.0.1 } tcp dport { 8080 } return", "ip daddr { 10.0.0.4 } tcp dport { 9090 } return"}},
		{"peers and ports together", `{"podSelector":{},"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"b"}}},{"ipBlock":{"cidr":"10.9.0.0/16"}}],"ports":[{"port":80}]}]}`,
			"ingress-10.0.0.1", []string{"ip saddr 10.9.0.0/16 tcp dport { 80 } return", "ip saddr { 10.0.0.2 } tcp dport { 80 } return"}},
		{"a pod in the node's network is not subject", `{"podSelector":{}}`, "ingress-10.0.0.7", nil},
		{"nor is one that has ended", `{"podSelector":{}}`, "ingress-10.0.0.6", nil},
	} {
		rules := Ruleset(known(t, one.policy))
		if got := chain(t, rules, one.chain); !slices.Equal(got, one.allowed) || (got == nil) != (one.allowed == nil) {
			t.Errorf("%s: %q instead of %q", one.name, got, one.allowed)
		}
		mustBeValid(t, one.name, rules)
	}
}

func TestPoliciesOfOnePodAddUp(t *testing.T) {
	rules := Ruleset(known(t, `{"podSelector":{}}`,
		`{"podSelector":{"matchLabels":{"app":"a"}},"ingress":[{"ports":[{"port":1}]}]}`,
		`{"podSelector":{"matchExpressions":[{"key":"app","operator":"In","values":["a"]}]},"ingress":[{"ports":[{"port":2}]}]}`))
	if got := chain(t, rules, "ingress-10.0.0.1"); len(got) != 2 {
		t.Fatal(got)
	}
	if got := chain(t, rules, "ingress-10.0.0.2"); len(got) != 0 {
		t.Fatal(got)
	}
}

func TestOnlyIsolatedPodsAreLookedAt(t *testing.T) {
	rules := Ruleset(known(t, `{"podSelector":{"matchLabels":{"app":"a"}},"policyTypes":["Ingress","Egress"]}`))
	for _, wanted := range []string{"ip saddr vmap { 10.0.0.1 : jump egress-10.0.0.1 }", "ip daddr vmap { 10.0.0.1 : jump ingress-10.0.0.1 }"} {
		if !strings.Contains(rules, wanted) {
			t.Errorf("%s is not in\n%s", wanted, rules)
		}
	}
	if free := Ruleset(known(t)); strings.Contains(free, "vmap") || strings.Contains(free, "drop") {
		t.Errorf("without policies:\n%s", free)
	}
}

func TestEqualStatesHaveEqualRules(t *testing.T) {
	one := known(t, `{"podSelector":{},"ingress":[{"from":[{"namespaceSelector":{}}]}]}`)
	other := one
	other.Pods = slices.Clone(one.Pods)
	slices.Reverse(other.Pods)
	if Ruleset(one) != Ruleset(other) {
		t.Fatal("the order of pods decides")
	}
}

func TestAnAddressBelongsToThePodThatStays(t *testing.T) {
	state := known(t, `{"podSelector":{"matchLabels":{"app":"a"}}}`)
	going := state.Pods[1]
	going.Metadata.Deleted = "2026-01-01T00:00:00Z"
	going.Status.PodIP = state.Pods[0].Status.PodIP
	for _, pods := range [][]Pod{{going, state.Pods[0]}, {state.Pods[0], going}} {
		state.Pods = pods
		if rules := Ruleset(state); !strings.Contains(rules, "chain ingress-10.0.0.1 { # x/a") {
			t.Errorf("the address went to the wrong pod:\n%s", rules)
		}
	}
}

func TestSelectors(t *testing.T) {
	labels := map[string]string{"a": "1", "empty": ""}
	for text, wanted := range map[string]bool{
		`{}`:                                true,
		`{"matchLabels":{"a":"1"}}`:         true,
		`{"matchLabels":{"a":"2"}}`:         false,
		`{"matchLabels":{"b":""}}`:          false,
		`{"matchLabels":{"a":"1","b":"1"}}`: false,
		`{"matchExpressions":[{"key":"a","operator":"In","values":["2","1"]}]}`:                                 true,
		`{"matchExpressions":[{"key":"a","operator":"NotIn","values":["1"]}]}`:                                  false,
		`{"matchExpressions":[{"key":"b","operator":"NotIn","values":["1"]}]}`:                                  true,
		`{"matchExpressions":[{"key":"empty","operator":"Exists"}]}`:                                            true,
		`{"matchExpressions":[{"key":"b","operator":"DoesNotExist"}]}`:                                          true,
		`{"matchExpressions":[{"key":"a","operator":"Gt","values":["0"]}]}`:                                     false,
		`{"matchLabels":{"a":"1"},"matchExpressions":[{"key":"a","operator":"DoesNotExist"}]}`:                  false,
		`{"matchExpressions":[{"key":"a","operator":"Exists"},{"key":"b","operator":"In","values":["1","2"]}]}`: false,
	} {
		var selector Selector
		if err := json.Unmarshal([]byte(text), &selector); err != nil {
			t.Fatal(err)
		}
		if got := selector.matches(labels); got != wanted {
			t.Errorf("%s: %t", text, got)
		}
	}
}

// mustBeValid lets nft read the script, in a network of its own, where that can be had.
func mustBeValid(t *testing.T, name, rules string) {
	t.Helper()
	check := exec.Command("nft", "-f", "-")
	check.Stdin = strings.NewReader(rules)
	check.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if check.Err != nil || syscall.Geteuid() != 0 {
		return
	}
	if output, err := check.CombinedOutput(); err != nil {
		t.Errorf("%s: nft refuses: %s\n%s", name, output, rules)
	}
}
