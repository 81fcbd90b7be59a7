package netpolicy

import (
	"fmt"
	"log"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"time"

	"drawbridge.dev/testbed/cluster"
	"drawbridge.dev/testbed/network"
	"drawbridge.dev/testbed/rundir"
)

// Daemon is the agent's name among the daemons.
const Daemon = "netpolicy"

// RunCommand is the hidden command that runs the agent.
const RunCommand = "__netpolicy"

// Agent keeps the rules in step with the cluster.
type Agent struct {
	lock sync.Mutex
	// changed is signalled when a new state is in force.
	changed *sync.Cond
	state   State
	// synced counts the kinds of objects that were read at least once.
	synced map[string]bool
	// announced are the addresses of pods that have just been given one.
	announced map[string]string
	// wanted and inForce number the states: a caller waits until its own is in force.
	wanted, inForce int
	applied         string
	replaced        int
	apply           func(script string) error
}

// NewAgent is an agent for one node's pods; apply puts an nft script in force.
func NewAgent(node string, apply func(string) error) *Agent {
	agent := &Agent{state: State{Node: node}, synced: map[string]bool{}, announced: map[string]string{}, apply: apply}
	agent.changed = sync.NewCond(&agent.lock)
	return agent
}

// Run enforces the cluster's policies until the process ends. The rules stay
// then: that they go when the agent is stopped on purpose, Clear sees to.
func Run(layout rundir.Layout, node string) error {
	settings, _, err := layout.Load()
	if err != nil {
		return err
	}
	client, err := cluster.ConnectAs(layout, settings, Daemon)
	if err != nil {
		return err
	}
	agent := NewAgent(node, nft)
	go cluster.Follow(client, "/api/v1/pods", func(all []Pod) { agent.update("pods", func(s *State) { s.Pods = all }) })
	go cluster.Follow(client, "/api/v1/namespaces", func(all []Namespace) { agent.update("namespaces", func(s *State) { s.Namespaces = all }) })
	go cluster.Follow(client, "/apis/networking.k8s.io/v1/networkpolicies", func(all []Policy) { agent.update("policies", func(s *State) { s.Policies = all }) })
	go agent.enforce()
	server := http.Server{Addr: settings.Loopback(Daemon), Handler: agent.handler(), ReadHeaderTimeout: 5 * time.Second}
	return server.ListenAndServe()
}

func (a *Agent) update(kind string, change func(*State)) {
	a.lock.Lock()
	defer a.lock.Unlock()
	change(&a.state)
	a.synced[kind] = true
	if kind == "pods" {
		a.forget()
	}
	a.wanted++
	a.changed.Broadcast()
}

// forget drops the announced addresses of pods that are gone.
func (a *Agent) forget() {
	there := map[string]bool{}
	for _, pod := range a.state.Pods {
		there[pod.Metadata.UID] = true
	}
	for uid := range a.announced {
		if !there[uid] {
			delete(a.announced, uid)
		}
	}
}

// enforce puts every new state in force, without end.
func (a *Agent) enforce() {
	for {
		script, number := a.next()
		err := a.put(script)
		a.lock.Lock()
		if err == nil {
			a.inForce = number
		}
		a.changed.Broadcast()
		a.lock.Unlock()
		if err != nil {
			log.Printf("the rules are not in force: %v", err)
			time.Sleep(time.Second)
		}
	}
}

// next waits for a state that is not in force.
func (a *Agent) next() (script string, number int) {
	a.lock.Lock()
	defer a.lock.Unlock()
	for len(a.synced) < 3 || a.wanted == a.inForce {
		a.changed.Wait()
	}
	state := a.state
	state.Pods = withAddresses(state.Pods, a.announced)
	return Ruleset(state), a.wanted
}

func (a *Agent) put(script string) error {
	if script == a.applied {
		return nil
	}
	if err := a.apply(script); err != nil {
		return err
	}
	a.applied = script
	a.lock.Lock()
	defer a.lock.Unlock()
	a.replaced++
	return nil
}

// withAddresses are the pods with the addresses that were announced: the pods'
// own status tells them up to seconds later.
func withAddresses(pods []Pod, announced map[string]string) []Pod {
	all := make([]Pod, 0, len(pods))
	for _, pod := range pods {
		if address, ok := announced[pod.Metadata.UID]; ok {
			pod.Status.PodIP = address
		}
		all = append(all, pod)
	}
	return all
}

func nft(script string) error {
	return runNft(exec.Command("nft", "-f", "-"), script)
}

// Clear removes all rules in a testbed's network: then policies are not enforced.
func Clear(namespace string) error {
	return runNft(exec.Command("nsenter", "--net="+network.Path(namespace), "--", "nft", "-f", "-"), clearing)
}

func runNft(command *exec.Cmd, script string) error {
	command.Stdin = strings.NewReader(script)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("nft: %w: %s", err, strings.TrimSpace(string(output)))
	}
	return nil
}
