//go:build selftest

package selftest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drawbridge.dev/testbed/daemons"
	"drawbridge.dev/testbed/images"
	"drawbridge.dev/testbed/node"
	"drawbridge.dev/testbed/processes"
	"drawbridge.dev/testbed/rundir"
)

// Like TestLife, with a real node.
func TestNode(t *testing.T) {
	if why := node.Possible(); why != "" {
		t.Skip("skipped, as this machine can have no real node: " + why)
	}
	b := newBed(t)
	for _, step := range []struct {
		name string
		run  func(*testing.T, bed)
	}{
		{"a launcher killed half-way is no obstacle, and leaves nothing", nodeKilledHalfWay},
		{"a real node joins what runs", nodeJoins},
		{"pods run, answer and are looked up", podsRun},
		{"the metrics of all daemons answer", answers},
		{"images are loaded by name and by digest", imagesLoad},
		{"policies are enforced on packets", policiesOnPackets},
		{"a policy is in force before a pod's first packet", policyBeforeFirstPacket},
		{"without the agent nothing is enforced", agentStopped},
		{"volumes are made on demand, and encrypted", volumesEncrypted},
		{"a node that was killed boots again", machineKilled},
		{"volumes outlive that, and go with their claims", volumesGo},
		{"reset leaves the node as it was", nodeReset},
		{"down leaves nothing", nodeDown},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.run(t, b) }) {
			return
		}
	}
}

func (b bed) kubectl(t *testing.T, arguments ...string) string {
	t.Helper()
	return b.must(t, 0, append([]string{"run", "--", "kubectl"}, arguments...)...)
}

func nodeKilledHalfWay(t *testing.T, b bed) {
	for _, moment := range []string{"machine", "kubelet"} {
		b.killedWhen(t, moment, "--profile", "node")
		b.takenDown(t)
	}
	b.killedWhen(t, "containerd", "--profile", "node")
}

func nodeJoins(t *testing.T, b bed) {
	// The profile is remembered by what the killed one began.
	b.must(t, 0, "up")
	b.must(t, 0, "status")
	b.must(t, 0, "down")
	b.must(t, 0, "up")
	t.Log(b.must(t, 0, "up", "--profile", "node"))
	if output := b.must(t, 1, "up", "--profile", "control"); !strings.Contains(output, "testbed down") {
		t.Errorf("the way back is not named: %s", output)
	}
	nodes := b.kubectl(t, "get", "nodes", "-o", "wide", "--no-headers")
	if strings.Count(nodes, "\n") != 5 || strings.Count(nodes, " containerd:") != 1 || strings.Count(nodes, " simulated:") != 4 {
		t.Errorf("not one real node beside four simulated ones:\n%s", nodes)
	}
}

const web = `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, labels: {app: web}}
spec:
  initContainers:
    - name: sidecar
      image: localhost/testbed/busybox:1
      restartPolicy: Always
      command: [sleep, "100000"]
  containers:
    - name: main
      image: localhost/testbed/busybox:1
      command: [sh, -c, "mkdir /tmp/w; hostname > /tmp/w/index.html; echo begun; exec httpd -f -p 8080 -h /tmp/w"]
      ports: [{name: http, containerPort: 8080}]
      readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}
      livenessProbe: {exec: {command: ["true"]}, periodSeconds: 1}
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        allowPrivilegeEscalation: false
        capabilities: {drop: [ALL]}
        seccompProfile: {type: RuntimeDefault}
---
apiVersion: v1
kind: Service
metadata: {name: site, namespace: default}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: simulated, namespace: default}
spec:
  replicas: 2
  selector: {matchLabels: {app: simulated}}
  template:
    metadata: {labels: {app: simulated}}
    spec:
      nodeSelector: {topology.kubernetes.io/region: eu-west-1}
      containers: [{name: main, image: "main:1"}]
`

func podsRun(t *testing.T, b bed) {
	b.apply(t, web)
	b.kubectl(t, "wait", "--for=condition=Ready", "--timeout=60s", "pod/web")
	b.kubectl(t, "wait", "--for=condition=Available", "--timeout=60s", "deployment/simulated")
	if on := b.kubectl(t, "get", "pod", "web", "-o", "jsonpath={.spec.nodeName}"); on != node.Name {
		t.Errorf("a pod without wishes runs on %s", on)
	}
	if logs := b.kubectl(t, "logs", "web", "-c", "main"); !strings.Contains(logs, "begun") {
		t.Errorf("its log is %q", logs)
	}
	for _, url := range []string{"http://site", "http://site.default.svc.cluster.local"} {
		eventually(t, url, func() bool {
			output, code := b.call(t, "run", "--", "kubectl", "exec", "web", "-c", "sidecar", "--", "timeout", "2", "wget", "-q", "-O", "-", url)
			return code == 0 && strings.TrimSpace(output) == "web"
		})
	}
	if output, code := b.call(t, "run", "--", "kubectl", "exec", "web", "-c", "sidecar", "--", "nslookup", "example.org"); code == 0 || !strings.Contains(output, "NXDOMAIN") {
		t.Errorf("a name of the outer world: %s", output)
	}
	if routes := b.kubectl(t, "exec", "web", "-c", "sidecar", "--", "ip", "route"); strings.Contains(routes, "default") {
		t.Errorf("a pod has a way out:\n%s", routes)
	}
	eventually(t, "figures of the pod", func() bool {
		_, code := b.call(t, "run", "--", "kubectl", "top", "pod", "web")
		return code == 0
	})
}

func imagesLoad(t *testing.T, b bed) {
	image := images.Image{Name: "localhost/team/model:7", Files: []images.File{
		{Path: "models/", Mode: 0o755}, {Path: "models/weights", Mode: 0o644, Content: []byte("weights")}}}
	archive := filepath.Join(t.TempDir(), "model.tar")
	file, err := os.Create(archive)
	if err != nil {
		t.Fatal(err)
	}
	if err := image.Write(file); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	byDigest := strings.TrimSpace(b.must(t, 0, "load", archive))
	if again := strings.TrimSpace(b.must(t, 0, "load", archive)); again != byDigest || !strings.HasPrefix(byDigest, "localhost/team/model@sha256:") {
		t.Fatalf("loaded as %q, then as %q", byDigest, again)
	}
	if output := b.must(t, 1, "load", "/dev/null"); !strings.Contains(output, "names no image") {
		t.Errorf("an empty archive: %s", output)
	}
	for name, reference := range map[string]string{"by-name": image.Name, "by-digest": byDigest} {
		b.apply(t, `
apiVersion: v1
kind: Pod
metadata: {name: `+name+`, namespace: default}
spec:
  hostUsers: false
  containers:
    - {name: main, image: "localhost/testbed/busybox:1", command: [sleep, "100000"], volumeMounts: [{name: model, mountPath: /model}]}
  volumes: [{name: model, image: {reference: "`+reference+`", pullPolicy: IfNotPresent}}]
`)
		b.kubectl(t, "wait", "--for=condition=Ready", "--timeout=60s", "pod/"+name)
		if content := b.kubectl(t, "exec", name, "--", "cat", "/model/models/weights"); content != "weights" {
			t.Errorf("%s holds %q", reference, content)
		}
		if output, code := b.call(t, "run", "--", "kubectl", "exec", name, "--", "touch", "/model/x"); code == 0 || !strings.Contains(output, "Read-only") {
			t.Errorf("an image volume can be written to: %s", output)
		}
		users := strings.Fields(b.kubectl(t, "exec", name, "--", "cat", "/proc/self/uid_map"))
		if len(users) != 3 || users[0] != "0" || users[1] == "0" {
			t.Errorf("the pod has no users of its own: %q", users)
		}
	}
}

func machineKilled(t *testing.T, b bed) {
	if err := processes.Kill(b.process("machine")); err != nil {
		t.Fatal(err)
	}
	if output := b.must(t, 1, "status"); !strings.Contains(output, "machine does not run") {
		t.Errorf("status: %s", output)
	}
	b.must(t, 0, "up")
	b.must(t, 0, "status")
	eventually(t, "the pods to run again", func() bool {
		output, code := b.call(t, "run", "--", "kubectl", "exec", "web", "-c", "main", "--", "true")
		return code == 0 || strings.Contains(output, "not found")
	})
	b.kubectl(t, "wait", "--for=condition=Ready", "--timeout=60s", "pod/web")
	// One shim for each of the two static pods, web and those of the other steps.
	pods := strings.Count(b.kubectl(t, "get", "pods", "-A", "--field-selector", "spec.nodeName="+node.Name, "-o", "name"), "\n")
	eventually(t, "the shims of the last boot to be gone", func() bool {
		return len(processes.WithMarker(b.layout.Root)) == len(daemons.Names(rundir.Node))+pods
	})
}

func nodeReset(t *testing.T, b bed) {
	b.kubectl(t, "label", "node", node.Name, "topology.kubernetes.io/region=elsewhere", "more=1", "--overwrite")
	b.kubectl(t, "cordon", node.Name)
	before := b.processes()
	t.Log(b.must(t, 0, "reset"))
	if after := b.processes(); after["kubelet"] != before["kubelet"] {
		t.Error("reset restarted kubelet")
	}
	if labels := b.kubectl(t, "get", "node", node.Name, "-o", "jsonpath={.metadata.labels} {.spec.unschedulable}"); !strings.Contains(labels, node.Region) || strings.Contains(labels, "more") || strings.Contains(labels, " true") {
		t.Errorf("the node was not restored: %s", labels)
	}
	podsRun(t, b)
}

func nodeDown(t *testing.T, b bed) {
	b.must(t, 0, "up")
	if devices := b.loops(t); len(devices) != 1 {
		t.Errorf("not one loop device is in use: %q", devices)
	}
	b.takenDown(t)
	b.must(t, 0, "down")
}
