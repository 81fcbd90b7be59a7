//go:build selftest

package selftest

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"drawbridge.dev/testbed/volumes"
)

const storage = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: secret, namespace: default}
spec: {storageClassName: encrypted, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: secret-too, namespace: default}
spec: {storageClassName: encrypted, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: open, namespace: default}
spec: {storageClassName: plain, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: simulated, namespace: default}
spec: {storageClassName: encrypted, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: block, namespace: default}
spec: {storageClassName: plain, volumeMode: Block, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: storing, namespace: default}
spec:
  hostUsers: false
  terminationGracePeriodSeconds: 0
  securityContext: {runAsNonRoot: true, runAsUser: 65532, fsGroup: 65532}
  containers:
    - name: main
      image: localhost/testbed/busybox:1
      command: [sleep, "100000"]
      volumeMounts:
        - {name: secret, mountPath: /secret}
        - {name: secret-too, mountPath: /secret-too}
        - {name: open, mountPath: /open}
  volumes:
    - {name: secret, persistentVolumeClaim: {claimName: secret}}
    - {name: secret-too, persistentVolumeClaim: {claimName: secret-too}}
    - {name: open, persistentVolumeClaim: {claimName: open}}
---
apiVersion: v1
kind: Pod
metadata: {name: simulated, namespace: default}
spec:
  nodeSelector: {topology.kubernetes.io/region: eu-west-1}
  containers: [{name: main, image: "main:1", volumeMounts: [{name: data, mountPath: /data}]}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: simulated}}]
---
apiVersion: v1
kind: Pod
metadata: {name: blocked, namespace: default}
spec:
  containers: [{name: main, image: "localhost/testbed/busybox:1", volumeDevices: [{name: data, devicePath: /data}]}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: block}}]
`

const (
	secretMarker = "marker-of-the-secret-volume-8d1f"
	openMarker   = "marker-of-the-open-volume-8d1f"
)

func volumesEncrypted(t *testing.T, b bed) {
	b.apply(t, storage)
	b.kubectl(t, "wait", "--for=condition=Ready", "--timeout=60s", "pod/storing", "pod/simulated")
	b.kubectl(t, "exec", "storing", "--", "sh", "-c", "yes "+secretMarker+" | head -n 10000 > /secret/"+secretMarker+
		"; yes "+secretMarker+" | head -n 10000 > /secret-too/x; yes "+openMarker+" | head -n 10000 > /open/"+openMarker+"; sync")
	if content := b.kubectl(t, "exec", "storing", "--", "head", "-n", "1", "/secret/"+secretMarker); content != secretMarker+"\n" {
		t.Fatalf("the pod reads %q", content)
	}
	image := volumes.DiskOf(b.layout).Image
	for marker, wanted := range map[string]bool{openMarker: true, secretMarker: false} {
		if got := holds(t, image, marker); got != wanted {
			t.Errorf("%s is on the disk: %t", marker, got)
		}
	}
	if nodes := b.kubectl(t, "get", "pv", "-o", "jsonpath={range .items[*]}{.spec.local.path}{.spec.hostPath.path} {.spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values[0]}{\"\\n\"}{end}"); strings.Count(nodes, "/volumes/pvc-") != 3 || strings.Count(nodes, "/tmp/hostpath_pv/pvc-") != 1 {
		t.Errorf("not three real volumes and a simulated one:\n%s", nodes)
	}
	eventually(t, "an event that tells why there is no block volume", func() bool {
		return strings.Contains(b.kubectl(t, "get", "events", "--field-selector", "involvedObject.name=block,reason=ProvisioningFailed"), "volumeMode Block")
	})
	b.kubectl(t, "delete", "pod", "blocked")
	b.kubectl(t, "delete", "pvc", "block")
}

func volumesGo(t *testing.T, b bed) {
	b.kubectl(t, "wait", "--for=condition=Ready", "--timeout=60s", "pod/storing")
	if content := b.kubectl(t, "exec", "storing", "--", "head", "-n", "1", "/secret/"+secretMarker); content != secretMarker+"\n" {
		t.Fatalf("after the boot the pod reads %q", content)
	}
	b.kubectl(t, "delete", "pod", "storing", "simulated")
	b.kubectl(t, "delete", "pvc", "--all")
	eventually(t, "the volumes to go", func() bool {
		keys, err := os.ReadDir(volumes.DiskOf(b.layout).Keys)
		return err == nil && len(keys) == 0 && !strings.Contains(b.kubectl(t, "get", "pv", "-o", "name"), "pvc-")
	})
}

// holds searches a file, without what was never written.
func holds(t *testing.T, path, text string) bool {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader := bufio.NewReaderSize(file, 1<<20)
	kept := make([]byte, 0, 2<<20)
	part := make([]byte, 1<<20)
	for {
		n, err := reader.Read(part)
		kept = append(kept, part[:n]...)
		if bytes.Contains(kept, []byte(text)) {
			return true
		}
		if len(kept) > len(text) {
			kept = append(kept[:0], kept[len(kept)-len(text):]...)
		}
		if errors.Is(err, io.EOF) {
			return false
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
