package netpolicy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// AnnounceCommand is the hidden command that is the last CNI plugin of the
// pods' network: it tells the agent a new pod's address and waits until the
// pod's rules are in force. So they are before its first program starts.
const AnnounceCommand = "__announce-pod"

// announcement is a pod's new address.
type announcement struct {
	UID     string `json:"uid"`
	Address string `json:"address"`
}

// inForceWithin is how long the start of a pod waits for its rules.
const inForceWithin = 10 * time.Second

// Announce is the plugin: it speaks the Container Network Interface over its
// standard streams and variables.
func Announce(agent string, variable func(string) string, input io.Reader, output io.Writer) error {
	switch variable("CNI_COMMAND") {
	case "VERSION":
		_, err := io.WriteString(output, `{"cniVersion":"1.0.0","supportedVersions":["0.4.0","1.0.0"]}`)
		return err
	case "ADD":
	default:
		return nil
	}
	var config struct{ PrevResult json.RawMessage }
	if err := json.NewDecoder(input).Decode(&config); err != nil {
		return err
	}
	told, err := parseResult(config.PrevResult)
	if err != nil {
		return err
	}
	if told.UID = argument(variable("CNI_ARGS"), "K8S_POD_UID"); told.UID == "" {
		return errors.New("CNI_ARGS does not hold K8S_POD_UID")
	}
	if !isStatic(told.UID) {
		if err := tell(agent, told); err != nil {
			return err
		}
	}
	_, err = output.Write(config.PrevResult)
	return err
}

// isStatic tells a pod of the node's own, which runs before the cluster knows
// it, and whose id is a hash.
func isStatic(uid string) bool { return !strings.Contains(uid, "-") }

func parseResult(content json.RawMessage) (announcement, error) {
	var result struct{ IPs []struct{ Address string } }
	if err := json.Unmarshal(content, &result); err != nil {
		return announcement{}, fmt.Errorf("the result of the plugins before: %w", err)
	}
	if len(result.IPs) == 0 {
		return announcement{}, fmt.Errorf("the plugins before gave no address: %s", content)
	}
	prefix, err := netip.ParsePrefix(result.IPs[0].Address)
	return announcement{Address: prefix.Addr().String()}, err
}

// argument reads KEY=VALUE;KEY=VALUE.
func argument(list, key string) string {
	for _, pair := range strings.Split(list, ";") {
		if value, ok := strings.CutPrefix(pair, key+"="); ok {
			return value
		}
	}
	return ""
}

func tell(agent string, told announcement) error {
	content, err := json.Marshal(told)
	if err != nil {
		return err
	}
	client := http.Client{Timeout: inForceWithin + 5*time.Second}
	response, err := client.Post("http://"+agent+"/pods", "application/json", bytes.NewReader(content))
	if errors.Is(err, syscall.ECONNREFUSED) {
		return nil // there is no agent, so policies are not enforced
	}
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(response.Body)
		return fmt.Errorf("the agent: %s", text)
	}
	return nil
}

func (a *Agent) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /pods", func(writer http.ResponseWriter, request *http.Request) {
		var told announcement
		if err := json.NewDecoder(request.Body).Decode(&told); err != nil {
			http.Error(writer, err.Error(), http.StatusBadRequest)
			return
		}
		if !a.protect(told, inForceWithin) {
			http.Error(writer, "the pod's rules are not in force yet", http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("GET /health", func(writer http.ResponseWriter, _ *http.Request) {
		a.lock.Lock()
		defer a.lock.Unlock()
		if a.inForce == 0 {
			http.Error(writer, "no rules are in force yet", http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("GET /metrics", func(writer http.ResponseWriter, _ *http.Request) {
		a.lock.Lock()
		defer a.lock.Unlock()
		fmt.Fprintf(writer, "# TYPE testbed_netpolicy_replaced_total counter\ntestbed_netpolicy_replaced_total %d\n", a.replaced)
	})
	return mux
}

// protect waits until the rules of a pod with a new address are in force. A pod
// that the agent has not heard of yet has no rules, so that is waited for too.
func (a *Agent) protect(told announcement, within time.Duration) bool {
	late := false
	timer := time.AfterFunc(within, func() {
		a.lock.Lock()
		defer a.lock.Unlock()
		late = true
		a.changed.Broadcast()
	})
	defer timer.Stop()
	a.lock.Lock()
	defer a.lock.Unlock()
	for !a.knows(told.UID) {
		if late {
			return false
		}
		a.changed.Wait()
	}
	a.announced[told.UID] = told.Address
	a.wanted++
	number := a.wanted
	a.changed.Broadcast()
	for a.inForce < number {
		if late {
			return false
		}
		a.changed.Wait()
	}
	return true
}

func (a *Agent) knows(uid string) bool {
	for _, pod := range a.state.Pods {
		if pod.Metadata.UID == uid {
			return true
		}
	}
	return false
}
