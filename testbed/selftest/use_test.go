//go:build selftest

package selftest

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"drawbridge.dev/testbed/bundle"
	"drawbridge.dev/testbed/cluster"
	"drawbridge.dev/testbed/daemons"
	"drawbridge.dev/testbed/rundir"
)

// Three regions of two zones each, one of them our own premises, one with
// accelerators; a StorageClass that encrypts and one that does not.
func landscape(t *testing.T, b bed) {
	const columns = `jsonpath={range .items[*]}{.metadata.name}|{.metadata.labels.topology\.kubernetes\.io/region}|{.metadata.labels.topology\.kubernetes\.io/zone}|{.metadata.labels.drawbridge\.dev/premises}|{.status.allocatable.nvidia\.com/gpu}{"\n"}{end}`
	b.must(t, 0, "run", "--", "kubectl", "wait", "--for=condition=Ready", "--timeout=30s", "nodes", "--all")
	nodes := b.must(t, 0, "run", "--", "kubectl", "get", "nodes", "--sort-by=.metadata.name", "--output="+columns)
	if want := `node-de-frankfurt-a|de-frankfurt|de-frankfurt-a|true|
node-de-frankfurt-b|de-frankfurt|de-frankfurt-b|true|
node-eu-central-1-a|eu-central-1|eu-central-1-a||8
node-eu-central-1-b|eu-central-1|eu-central-1-b||
node-eu-west-1-a|eu-west-1|eu-west-1-a||
node-eu-west-1-b|eu-west-1|eu-west-1-b||
`; nodes != want {
		t.Errorf("nodes are\n%sand not\n%s", nodes, want)
	}
	classes := b.must(t, 0, "run", "--", "kubectl", "get", "storageclasses", "--sort-by=.metadata.name",
		`--output=jsonpath={range .items[*]}{.metadata.name}|{.parameters.encrypted}|{.metadata.annotations.storageclass\.kubernetes\.io/is-default-class}{"\n"}{end}`)
	if want := "encrypted|true|\nplain||true\n"; classes != want {
		t.Errorf("StorageClasses are\n%sand not\n%s", classes, want)
	}
}

func workloads(t *testing.T, b bed) {
	b.apply(t, workload)
	for _, one := range [][]string{
		{"deployment/model", "--for=condition=Available"},
		{"certificate/ca", "--for=condition=Ready"},
		{"persistentvolumeclaim/data", "--for=jsonpath={.status.phase}=Bound"},
	} {
		b.must(t, 0, append([]string{"run", "--", "kubectl", "wait", "--namespace=work", "--timeout=30s"}, one...)...)
	}
	if volumes, err := os.ReadDir(b.layout.HostPaths()); err == nil && len(volumes) == 0 && os.Geteuid() == 0 {
		t.Error("the volume is not in the run directory")
	}
}

func policies(t *testing.T, b bed) {
	if output := b.must(t, 0, "policies"); strings.Count(output, "\n") != 1 || len(output) < 10 {
		t.Errorf("policies prints %q", output)
	}
}

func exitCodes(t *testing.T, b bed) {
	b.must(t, 7, "run", "--", "sh", "-c", "exit 7")
	b.must(t, 9, "run", "--", "testbed", "run", "--", "sh", "-c", "exit 9")
	b.must(t, 0, "run", "--", "kubectl", "get", "nodes")
	b.must(t, 1, "run", "--", "no-such-program")
}

func environment(t *testing.T, b bed) {
	assignments := b.must(t, 0, "env")
	// In an environment of its own, as the caller may have the same variables.
	shell := exec.Command("sh", "-euc", assignments+`
test -f "$KUBECONFIG" -a -x "$TESTBED_BIN/kubectl" -a -f "$TESTBED_AUDIT_LOG" -a -f "$TESTBED_CA_FILE"
test -f "$TESTBED_WEBHOOK_CERT" -a -f "$TESTBED_WEBHOOK_KEY" -a -n "$TESTBED_HOST" -a -d "$TESTBED_RUN"
test "$(cat "$TESTBED_OPA_TOKEN_FILE")" = "$TESTBED_OPA_TOKEN" -a -n "$TESTBED_OPA_URL"
: "$TESTBED_NETWORK"`)
	shell.Env = []string{"PATH=" + os.Getenv("PATH")}
	if output, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	if path := b.must(t, 0, "kubeconfig"); strings.TrimSpace(path) != b.layout.Kubeconfig() {
		t.Errorf("kubeconfig prints %q", path)
	}
}

const insideVariable = "DRAWBRIDGE_SELFTEST_INSIDE"

// answers runs TestInside in the testbed's network.
func answers(t *testing.T, b bed) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := b.command("run", "--", self, "-test.run=^TestInside$", "-test.v")
	command.Env = append(command.Env, insideVariable+"=1")
	output, err := command.CombinedOutput()
	if err != nil || !bytes.Contains(output, []byte("PASS")) {
		t.Fatalf("%v:\n%s", err, output)
	}
}

func TestInside(t *testing.T) {
	if os.Getenv(insideVariable) == "" {
		t.Skip("TestLife runs this in the testbed's network")
	}
	layout := rundir.Layout{Root: os.Getenv("TESTBED_RUN")}
	client, err := cluster.HTTP(layout, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	settings, _, err := layout.Load()
	if err != nil {
		t.Fatal(err)
	}
	url, token := os.Getenv("TESTBED_OPA_URL"), os.Getenv("TESTBED_OPA_TOKEN")
	if revision, err := bundle.Active(client, url, token); err != nil || revision == "" {
		t.Errorf("OPA with the token: revision %q, error %v", revision, err)
	}
	for _, wrong := range []string{"", token[1:]} {
		if _, err := bundle.Active(client, url, wrong); err == nil || !strings.Contains(err.Error(), "401") {
			t.Errorf("OPA with the token %q: %v", wrong, err)
		}
	}
	for _, phase := range daemons.Phases(daemons.Inputs{Layout: layout, Settings: settings}) {
		for _, daemon := range phase {
			for _, metrics := range daemon.Metrics {
				mustServeMetrics(t, client, metrics, token)
			}
		}
	}
}

func mustServeMetrics(t *testing.T, client *http.Client, url, token string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := client.Do(request)
	if err != nil {
		t.Error(err)
		return
	}
	defer response.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(response.Body); err != nil || response.StatusCode != http.StatusOK || !strings.Contains(body.String(), "# TYPE ") {
		t.Errorf("%s answers %d without metrics, error %v", url, response.StatusCode, err)
	}
}

func resetStuck(t *testing.T, b bed) {
	b.apply(t, workload)
	b.apply(t, definitions)
	b.must(t, 0, "run", "--", "kubectl", "wait", "--for=condition=Established", "--timeout=30s", "crd/things.example.org", "crd/parts.example.org")
	b.apply(t, stuck)
	kubectl := func(arguments ...string) string {
		t.Helper()
		return b.must(t, 0, append([]string{"run", "--", "kubectl"}, arguments...)...)
	}
	kubectl("wait", "--for=condition=Available", "--timeout=30s", "--namespace=work", "deployment/model")
	// Then the pods wait in vain for their nodes to end them.
	kubectl("delete", "node", "node-eu-west-1-a", "node-eu-west-1-b")
	kubectl("delete", "namespace", "work", "--wait=false")
	kubectl("label", "node", "node-de-frankfurt-a", "topology.kubernetes.io/region=elsewhere", "--overwrite")
	kubectl("delete", "storageclass", "plain")
	b.apply(t, refusal)

	before, begun := b.processes(), time.Now()
	t.Log(b.must(t, 0, "reset"))
	if took := time.Since(begun); took > 15*time.Second {
		t.Errorf("reset took %s", took)
	}
	if after := b.processes(); before["kube-apiserver"] != after["kube-apiserver"] {
		t.Error("reset restarted the API server")
	}
	if left := kubectl("get", "namespaces,crds,validatingwebhookconfigurations,apiservices,pv", "-o", "name"); strings.Contains(left, "namespace/work") || strings.Contains(left, "example.org") || strings.Contains(left, "pvc-") {
		t.Errorf("reset left:\n%s", left)
	}
	if left := kubectl("get", "all,secrets,pvc", "-n", "default", "-o", "name"); strings.TrimSpace(left) != "service/kubernetes" {
		t.Errorf("reset left in default:\n%s", left)
	}
	if nodes := kubectl("get", "nodes", "-l", "topology.kubernetes.io/region in (eu-west-1, de-frankfurt)", "-o", "name"); strings.Count(nodes, "\n") != 4 {
		t.Errorf("the nodes were not restored:\n%s", nodes)
	}
	kubectl("get", "storageclass", "plain", "encrypted")
	workloads(t, b)
	b.must(t, 0, "reset")
}
