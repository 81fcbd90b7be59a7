//go:build selftest

package selftest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"drawbridge.dev/testbed/netpolicy"
)

// The pods that policies are tried between: a web server in the namespace
// here, and a client and another pod in here and in there. Each answers at
// 8080 (http), 8081 and 9005.
const players = `
apiVersion: v1
kind: Namespace
metadata: {name: here, labels: {team: here}}
---
apiVersion: v1
kind: Namespace
metadata: {name: there, labels: {team: there}}
`

const player = `
---
apiVersion: v1
kind: Pod
metadata: {name: %[2]s, namespace: %[1]s, labels: {app: %[2]s}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
    - name: main
      image: localhost/testbed/busybox:1
      command: [sh, -c, "mkdir /w; echo x > /w/index.html; for p in 8080 8081 9005; do httpd -p $p -h /w; done; exec sleep 100000"]
      ports: [{name: http, containerPort: 8080}]
      readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}
`

// cast are the players, by namespace and name.
var cast = []string{"here/web", "here/client", "here/other", "there/client", "there/other"}

// stage starts the players and returns their addresses.
func stage(t *testing.T, b bed) map[string]string {
	t.Helper()
	manifest := players
	for _, one := range cast {
		space, name, _ := strings.Cut(one, "/")
		manifest += fmt.Sprintf(player, space, name)
	}
	b.apply(t, manifest)
	addresses := map[string]string{}
	for _, one := range cast {
		space, name, _ := strings.Cut(one, "/")
		b.kubectl(t, "wait", "--for=condition=Ready", "--timeout=60s", "-n", space, "pod/"+name)
		addresses[one] = b.kubectl(t, "get", "pod", "-n", space, name, "-o", "jsonpath={.status.podIP}")
	}
	return addresses
}

func policiesOnPackets(t *testing.T, b bed) {
	addresses := stage(t, b)
	for _, row := range truths {
		t.Run(row.name, func(t *testing.T) {
			b.kubectl(t, "delete", "networkpolicy", "-n", "here", "--all")
			if row.policies != "" {
				policies := row.policies
				for name, address := range addresses {
					policies = strings.ReplaceAll(policies, "ADDRESS("+name+")", address)
				}
				b.apply(t, policies)
			}
			mustSettle(t, b, addresses, row.open)
		})
	}
	t.Run("a label moves a pod into a policy", func(t *testing.T) {
		b.kubectl(t, "delete", "networkpolicy", "-n", "here", "--all")
		b.apply(t, policy("p", `{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {guest: "yes"}}}, {namespaceSelector: {matchLabels: {guests: "yes"}}}]}]}`))
		inner := []string{"here/client here/web:8080", "here/client here/web:8081", "here/client here/web:9005"}
		outer := []string{"there/client here/web:8080", "there/other here/web:8080"}
		other := "here/other here/web:8080"
		mustSettle(t, b, addresses, without(slices.Concat(inner, outer, []string{other})...))
		b.kubectl(t, "label", "pod", "-n", "here", "client", "guest=yes")
		mustSettle(t, b, addresses, without(append(outer, other)...))
		b.kubectl(t, "label", "namespace", "there", "guests=yes")
		mustSettle(t, b, addresses, without(other))
		b.kubectl(t, "label", "pod", "-n", "here", "client", "guest-")
		mustSettle(t, b, addresses, without(append(inner, other)...))
	})
	t.Run("an established connection passes on", func(t *testing.T) { establishedPasses(t, b, addresses) })
	t.Run("probes reach a pod that is closed", func(t *testing.T) {
		b.kubectl(t, "delete", "networkpolicy", "-n", "here", "--all")
		b.apply(t, policy("p", `{podSelector: {}, policyTypes: [Ingress, Egress]}`))
		mustSettle(t, b, addresses, nil)
		time.Sleep(5 * time.Second) // several probes
		b.kubectl(t, "wait", "--for=condition=Ready", "--timeout=1s", "-n", "here", "pod/web")
	})
}

// mustSettle waits until exactly these ways are open.
func mustSettle(t *testing.T, b bed, addresses map[string]string, open []string) {
	t.Helper()
	var got []string
	begun := time.Now()
	for time.Since(begun) < 15*time.Second {
		asked := time.Since(begun)
		got = openWays(t, b, addresses)
		if slices.Equal(got, sortedCopy(open)) {
			t.Logf("in force %.1f s after kubectl ended", asked.Seconds())
			return
		}
	}
	for _, way := range ways {
		if wanted := slices.Contains(open, way); wanted != slices.Contains(got, way) {
			t.Errorf("%s: open is %t", way, !wanted)
		}
	}
	t.Logf("the rules:\n%s", b.must(t, 0, "run", "--", "nft", "list", "table", "ip", "netpolicy"))
	t.FailNow()
}

func sortedCopy(values []string) []string {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return sorted
}

// openWays tries all ways, those of one pod at once.
func openWays(t *testing.T, b bed, addresses map[string]string) (open []string) {
	t.Helper()
	scripts := map[string]string{}
	for _, way := range ways {
		from, to, _ := strings.Cut(way, " ")
		var attempt string
		switch to {
		case "DNS":
			attempt = "timeout 2 nslookup kubernetes.default.svc.cluster.local"
		case "API":
			attempt = "timeout 2 nc 10.96.0.1 443 </dev/null"
		default:
			name, port, _ := strings.Cut(to, ":")
			attempt = "timeout 1 wget -q -O /dev/null http://" + addresses[name] + ":" + port + "/"
		}
		scripts[from] += fmt.Sprintf("(%s >/dev/null 2>&1 && echo 'open: %s') & ", attempt, way)
	}
	found := make(chan string)
	for from, script := range scripts {
		go func() {
			space, name, _ := strings.Cut(from, "/")
			output, _ := b.command("run", "--", "kubectl", "exec", "-n", space, name, "--", "sh", "-c", script+"wait; echo tried").Output()
			found <- string(output)
		}()
	}
	for range scripts {
		output := <-found
		if !strings.HasSuffix(output, "tried\n") {
			t.Fatalf("a pod could not try: %s", output)
		}
		for _, line := range strings.Split(output, "\n") {
			if way, ok := strings.CutPrefix(line, "open: "); ok {
				open = append(open, way)
			}
		}
	}
	slices.Sort(open)
	return open
}

// establishedPasses holds a connection open while it becomes forbidden.
func establishedPasses(t *testing.T, b bed, addresses map[string]string) {
	b.kubectl(t, "delete", "networkpolicy", "-n", "here", "--all")
	mustSettle(t, b, addresses, ways)
	// The server sends its last line when it is told to, after the policy came.
	b.kubectl(t, "exec", "-n", "here", "web", "--", "sh", "-c",
		"rm -f /tmp/go; timeout 60 nc -l -p 7000 -e sh -c 'echo first; while ! test -e /tmp/go; do sleep 0.2; done; echo last' >/dev/null 2>&1 &")
	b.kubectl(t, "exec", "-n", "there", "client", "--", "sh", "-c",
		"timeout 60 nc "+addresses["here/web"]+" 7000 </dev/null >/tmp/received 2>&1 &")
	received := func(wanted string) func() bool {
		return func() bool {
			return b.kubectl(t, "exec", "-n", "there", "client", "--", "cat", "/tmp/received") == wanted
		}
	}
	eventually(t, "the connection", received("first\n"))
	b.apply(t, policy("p", `{podSelector: {}, policyTypes: [Ingress, Egress]}`))
	mustSettle(t, b, addresses, nil)
	b.kubectl(t, "exec", "-n", "here", "web", "--", "touch", "/tmp/go")
	eventually(t, "the last line over the connection", received("first\nlast\n"))
}

// policyBeforeFirstPacket starts pods that try at once, in a namespace that is closed.
func policyBeforeFirstPacket(t *testing.T, b bed) {
	address := b.kubectl(t, "get", "pod", "-n", "there", "client", "-o", "jsonpath={.status.podIP}")
	for i := range 5 {
		name := fmt.Sprint("eager", i)
		b.apply(t, fmt.Sprintf(`
apiVersion: v1
kind: Pod
metadata: {name: %s, namespace: here}
spec:
  restartPolicy: Never
  containers:
    - name: main
      image: localhost/testbed/busybox:1
      command: [sh, -c, "timeout 3 wget -q -O - http://%s:8080/ || echo closed"]
`, name, address))
	}
	for i := range 5 {
		name := fmt.Sprint("eager", i)
		b.kubectl(t, "wait", "--for=jsonpath={.status.phase}=Succeeded", "--timeout=60s", "-n", "here", "pod/"+name)
		if logs := b.kubectl(t, "logs", "-n", "here", name); !strings.Contains(logs, "closed") {
			t.Errorf("%s got through: %s", name, logs)
		}
	}
	b.kubectl(t, "delete", "pod", "-n", "here", "eager0", "eager1", "eager2", "eager3", "eager4")
}

func agentStopped(t *testing.T, b bed) {
	addresses := map[string]string{}
	for _, one := range cast {
		space, name, _ := strings.Cut(one, "/")
		addresses[one] = b.kubectl(t, "get", "pod", "-n", space, name, "-o", "jsonpath={.status.podIP}")
	}
	mustSettle(t, b, addresses, nil)
	b.must(t, 0, "stop", netpolicy.Daemon)
	mustSettle(t, b, addresses, ways)
	b.must(t, 0, "start", netpolicy.Daemon)
	mustSettle(t, b, addresses, nil)
	b.kubectl(t, "delete", "namespace", "here", "there")
}
