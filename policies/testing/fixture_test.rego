# METADATA
# scope: package
# title: The deployment every test starts from
# description: It passes all policies. A test changes what it is about, with an RFC 6902 patch, and nothing else.
package drawbridge.fixture_test

digest := "sha256:1111111111111111111111111111111111111111111111111111111111111111"

other_digest := "sha256:2222222222222222222222222222222222222222222222222222222222222222"

# changed is the passing input with a patch applied.
changed(patch) := json.patch(base, patch)

# set_to and without are the two patches tests need most.
set_to(path, value) := changed([{"op": "add", "path": path, "value": value}])

without(path) := changed([{"op": "remove", "path": path}])

# unresolved is an input whose class could not be resolved.
unresolved := changed([
	{"op": "replace", "path": "/classification/state", "value": "ambiguous"},
	{"op": "replace", "path": "/classification/effectiveName", "value": null},
	{"op": "replace", "path": "/classification/spec", "value": null},
])

rules(findings) := {finding.ruleId | some finding in findings}

base := {
	"schemaVersion": "input.drawbridge/v1",
	"requestId": "7f6d1f3e-6a0c-4f0e-9a59-0d6a8f7f2c11",
	"now": "2026-11-21T10:00:00Z",
	"phase": "admission",
	"request": {"operation": "CREATE", "dryRun": false, "user": {"username": "jane@example.com", "groups": ["platform"]}},
	"object": {
		"apiVersion": "drawbridge.dev/v1alpha1",
		"kind": "ModelDeployment",
		"metadata": {"name": "lab-assistant", "namespace": "research", "labels": {}, "annotations": {}, "generation": 1},
		"spec": {
			"dataClassification": "confidential",
			"model": {
				"name": "mistral-7b-instruct",
				"version": "2026-10-01",
				"source": {"uri": "oci://registry.example.com/models/mistral-7b-instruct:2026-10-01", "digest": digest},
			},
			"server": {
				"runtime": "vLLM",
				"image": sprintf("registry.example.com/vllm:0.11@%s", [digest]),
				"port": 8000,
				"resources": {
					"requests": {"cpu": "4", "memory": "24Gi", "nvidia.com/gpu": 1},
					"limits": {"cpu": "8", "memory": "32Gi", "nvidia.com/gpu": 1},
				},
			},
			"replicas": 2,
			"storage": {"size": "40Gi", "storageClassName": "encrypted"},
			"placement": {"regions": ["de-frankfurt"]},
			"consumers": [{"name": "chatbot", "namespace": "frontend"}],
			"governance": {
				"owner": "lab-it@example.com",
				"purpose": "search in lab reports",
				"legalBasis": "LegitimateInterests",
				"dpia": {"reference": "DPIA-2026-17", "date": "2026-03-31"},
			},
		},
	},
	"oldObject": null,
	"namespace": {"name": "research", "labels": {}},
	"classification": {
		"state": "found",
		"name": "confidential",
		"effectiveName": "confidential",
		"uid": "5d3c2f0a-9d0a-4d5e-b2d0-5b1c9c3b7a22",
		"generation": 4,
		"spec": {
			"rank": 30,
			"description": "Customer contracts, lab recipes",
			"residency": {"regions": ["eu-central-1", "de-frankfurt"], "premises": "Any"},
			"network": {"consumerNamespaces": {"matchLabels": {"drawbridge.dev/consumer": "confidential"}}},
			"storage": {"encryption": "Required", "storageClasses": []},
			"limits": {"maxReplicas": 10, "maxCpu": "16", "maxMemory": "128Gi", "maxGpus": 4},
			"governance": {"require": ["Owner", "Purpose", "LegalBasis", "Dpia"]},
		},
	},
	"context": {
		"images": {"state": "missing"},
		"storageClass": {
			"state": "ok",
			"name": "encrypted",
			"provisioner": "kubernetes.io/host-path",
			"parameters": {"encrypted": "true"},
			"labels": {},
		},
		"consumerNamespaces": {
			"state": "ok",
			"items": [{"name": "frontend", "exists": true, "labels": {"drawbridge.dev/consumer": "confidential"}}],
		},
		"nodes": {
			"state": "ok",
			"items": [
				{"region": "eu-central-1", "premises": false},
				{"region": "eu-west-1", "premises": false},
				{"region": "de-frankfurt", "premises": true},
			],
		},
		"gitops": {"state": "missing"},
		"cluster": {"id": "test", "region": "de-frankfurt", "env": "test"},
	},
	"exemptions": [],
}
