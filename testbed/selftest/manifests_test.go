//go:build selftest

package selftest

// workload needs scheduling by region, a volume, a native sidecar and a certificate.
const workload = `
apiVersion: v1
kind: Namespace
metadata: {name: work}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: work}
spec: {storageClassName: encrypted, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: model, namespace: work}
spec:
  replicas: 3
  selector: {matchLabels: {app: model}}
  template:
    metadata: {labels: {app: model}}
    spec:
      nodeSelector: {topology.kubernetes.io/region: eu-west-1}
      initContainers: [{name: sidecar, image: "sidecar:1", restartPolicy: Always}]
      containers: [{name: model, image: "model:1", volumeMounts: [{name: data, mountPath: /data}]}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: other, namespace: default}
spec:
  replicas: 2
  selector: {matchLabels: {app: other}}
  template:
    metadata: {labels: {app: other}}
    spec: {containers: [{name: main, image: "main:1"}]}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: own}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: ca, namespace: work}
spec: {isCA: true, commonName: ca, secretName: ca, issuerRef: {name: own, kind: ClusterIssuer}}
`

// definitions are of an operator that is not there: even its conversion webhook is gone.
const definitions = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.org}
spec:
  group: example.org
  scope: Cluster
  names: {plural: things, singular: thing, kind: Thing, listKind: ThingList}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: parts.example.org}
spec:
  group: example.org
  scope: Namespaced
  names: {plural: parts, singular: part, kind: Part, listKind: PartList}
  conversion: {strategy: Webhook, webhook: {conversionReviewVersions: [v1], clientConfig: {url: "https://127.0.0.1:1/gone"}}}
  versions:
    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
    - {name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object}}}
`

// stuck has finalizers that nobody honours, and a group whose server is gone.
const stuck = `
apiVersion: example.org/v1
kind: Thing
metadata: {name: held, finalizers: [example.org/hold]}
---
apiVersion: example.org/v1
kind: Part
metadata: {name: held, namespace: work, finalizers: [example.org/hold]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: held, namespace: work, finalizers: [example.org/hold]}
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.gone.example.org}
spec: {group: gone.example.org, version: v1, groupPriorityMinimum: 10, versionPriority: 10, insecureSkipTLSVerify: true, service: {name: gone, namespace: default}}
`

// refusal is a webhook that is gone and was to be asked about everything.
const refusal = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: refuse.example.org}
webhooks:
  - name: refuse.example.org
    admissionReviewVersions: [v1]
    sideEffects: None
    failurePolicy: Fail
    clientConfig: {url: "https://127.0.0.1:1/gone"}
    rules: [{apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"]}]
`
