package netpolicy

import (
	"bytes"
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const result = `{"cniVersion":"1.0.0","ips":[{"address":"10.0.0.9/24"}]}`

func variables(command string) func(string) string {
	return func(name string) string {
		return map[string]string{"CNI_COMMAND": command, "CNI_ARGS": "IgnoreUnknown=1;K8S_POD_UID=u-1;K8S_POD_NAME=new"}[name]
	}
}

// running is an agent that has read the cluster of the ruleset's tests.
func running(t *testing.T, apply func(string) error) (*Agent, string) {
	t.Helper()
	agent := NewAgent("real", apply)
	server := httptest.NewServer(agent.handler())
	t.Cleanup(server.Close)
	state := known(t, `{"podSelector":{}}`)
	agent.update("pods", func(s *State) { s.Pods = state.Pods })
	agent.update("namespaces", func(s *State) { s.Namespaces = state.Namespaces })
	agent.update("policies", func(s *State) { s.Policies = state.Policies })
	go agent.enforce()
	return agent, strings.TrimPrefix(server.URL, "http://")
}

func TestAPodStartsWhenItsRulesAreInForce(t *testing.T) {
	scripts := make(chan string, 10)
	agent, address := running(t, func(script string) error { scripts <- script; return nil })
	var output bytes.Buffer
	done := make(chan error)
	go func() {
		done <- Announce(address, variables("ADD"), strings.NewReader(`{"prevResult":`+result+`}`), &output)
	}()
	// The agent hears of the pod after its network was made, and its status has no address yet.
	agent.update("pods", func(s *State) {
		pod := Pod{Metadata: Metadata{Name: "new", Namespace: "x", UID: "u-1"}}
		pod.Spec.NodeName = "real"
		s.Pods = append(s.Pods, pod)
	})
	if err := <-done; err != nil || output.String() != result {
		t.Fatalf("%q, error %v", output.String(), err)
	}
	var last string
	for len(scripts) > 0 {
		last = <-scripts
	}
	if !strings.Contains(last, "10.0.0.9 : jump ingress-10.0.0.9") {
		t.Fatalf("the pod started without its rules:\n%s", last)
	}
	agent.update("pods", func(s *State) { s.Pods = nil })
	if len(agent.announced) != 0 {
		t.Fatal("the address of a pod that is gone is kept")
	}
}

func TestAPodDoesNotStartWithoutItsRules(t *testing.T) {
	agent, _ := running(t, func(string) error { return errors.New("nft fails") })
	agent.update("pods", func(s *State) { s.Pods = []Pod{{Metadata: Metadata{UID: "u-1"}}} })
	for _, uid := range []string{"u-1", "unknown"} {
		if agent.protect(announcement{uid, "10.0.0.9"}, 10*time.Millisecond) {
			t.Errorf("%s started", uid)
		}
	}
}

func TestWithoutAnAgentPodsStart(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	var output bytes.Buffer
	err := Announce(strings.TrimPrefix(server.URL, "http://"), variables("ADD"), strings.NewReader(`{"prevResult":`+result+`}`), &output)
	if err != nil || output.String() != result {
		t.Fatalf("%q, error %v", output.String(), err)
	}
}

func TestTheOtherCommandsOfAPlugin(t *testing.T) {
	for command, wanted := range map[string]string{"DEL": "", "CHECK": "", "VERSION": "supportedVersions"} {
		var output bytes.Buffer
		if err := Announce("", variables(command), strings.NewReader("{}"), &output); err != nil || !strings.Contains(output.String(), wanted) {
			t.Errorf("%s: %q, error %v", command, output.String(), err)
		}
	}
	for _, input := range []string{"", "{}", `{"prevResult":{"ips":[]}}`, `{"prevResult":{"ips":[{"address":"x"}]}}`} {
		if err := Announce("", variables("ADD"), strings.NewReader(input), io.Discard); err == nil {
			t.Errorf("%q was accepted", input)
		}
	}
}

func TestTheNodesOwnPodsWaitForNobody(t *testing.T) {
	static := func(name string) string {
		return map[string]string{"CNI_COMMAND": "ADD", "CNI_ARGS": "K8S_POD_UID=5f4dcc3b5aa765d61d8327deb882cf99"}[name]
	}
	var output bytes.Buffer
	if err := Announce("no address", static, strings.NewReader(`{"prevResult":`+result+`}`), &output); err != nil || output.String() != result {
		t.Fatalf("%q, error %v", output.String(), err)
	}
}
