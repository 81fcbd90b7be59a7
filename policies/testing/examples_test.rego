# METADATA
# scope: package
# title: What a new user applies
# description: >-
#   The files of examples/, each under the class it names and with the facts of the test cluster. policies/check loads
#   them as data.examples, by their path.
package drawbridge.examples_test

import data.drawbridge.admission
import data.drawbridge.fixture_test as fixture

class(name) := object.union(
	{"residency": {"premises": "Any"}, "storage": {"encryption": "Required"}},
	data.examples.classifications[name].spec,
)

# The StorageClasses of the test cluster; plain is its default.
storage_classes := {
	"encrypted": {"state": "ok", "name": "encrypted", "provisioner": "kubernetes.io/host-path", "parameters": {"encrypted": "true"}, "labels": {}},
	"plain": {"state": "ok", "name": "plain", "provisioner": "kubernetes.io/host-path", "parameters": {}, "labels": {}},
}

# Of a file with several documents the first is loaded.
frontend := {"name": "frontend", "exists": true, "labels": data.examples.namespaces.metadata.labels}

decision(deployment) := result if {
	name := deployment.spec.dataClassification
	storage := object.get(deployment.spec, ["storage", "storageClassName"], "plain")
	result := admission.decision with input as fixture.changed([
		{"op": "replace", "path": "/object", "value": deployment},
		{"op": "replace", "path": "/classification/name", "value": name},
		{"op": "replace", "path": "/classification/effectiveName", "value": name},
		{"op": "replace", "path": "/classification/spec", "value": class(name)},
		{"op": "replace", "path": "/context/storageClass", "value": storage_classes[storage]},
		{"op": "replace", "path": "/context/consumerNamespaces/items", "value": [frontend]},
	])
}

test_the_frontend_is_what_is_loaded_of_the_namespaces if data.examples.namespaces.metadata.name == "frontend"

test_the_lab_assistant_is_allowed if {
	result := decision(data.examples["lab-assistant"])
	result.findings == []
	result.decision == "allow"
}

test_the_public_demo_is_allowed if {
	result := decision(data.examples["public-demo"])
	result.findings == []
	result.decision == "allow"
}

test_the_lab_assistant_with_three_mistakes_is_refused_for_each if {
	result := decision(data.examples["lab-assistant-refused"])
	result.decision == "deny"
	[[finding.policyId, finding.ruleId, finding.fields] | some finding in result.findings] == [
		["residency", "regions-within-class", ["/spec/placement/regions"]],
		["digest-pinned", "image-pinned", ["/spec/server/image"]],
		["storage-encryption", "storage-class-encrypts", ["/spec/storage/storageClassName"]],
	]
}

# Of two classes that share the highest rank none is the strictest, and then unknown names could not be judged.
test_the_classes_differ_in_rank if {
	ranks := {class(name).rank | some name, _ in data.examples.classifications}
	count(ranks) == count(data.examples.classifications)
}
