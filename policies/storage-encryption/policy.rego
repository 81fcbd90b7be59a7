# METADATA
# scope: package
# title: Volumes are encrypted
# description: >-
#   The StorageClass of a deployment's volume encrypts, by parameters listed in data or by the security team's label,
#   and is one of the class's StorageClasses when it lists any.
# schemas:
#   - input: schema["decision-input"]
# custom:
#   id: storage-encryption
#   version: 1.0.0
#   severity: high
#   owner: security
#   controls:
#     - {framework: ISO27001, edition: "2022", ref: A.8.24}
#     - {framework: GDPR, edition: "2016/679", ref: Art. 32}
#     - {framework: EU-AI-Act, edition: "2024/1689", ref: Art. 15}
#   remediation: >-
#     Use an encrypting StorageClass. The security team can mark one that encrypts below Kubernetes with the label
#     drawbridge.dev/encrypted=true, or add its driver to the data.
package drawbridge.policies["storage-encryption"]

import data.drawbridge.lib.classification
import data.drawbridge.lib.meta as library
import data.drawbridge.lib.texts

meta := library.of(rego.metadata.chain())

field := "/spec/storage/storageClassName"

default applicable := false

applicable if is_object(input.object.spec.storage)

listed contains name if some name in classification.spec.storage.storageClasses

# A class that says nothing wants encryption, as the resource's own default does.
default encryption_required := true

encryption_required := false if classification.spec.storage.encryption == "Optional"

evidence_needed if encryption_required

evidence_needed if count(listed) > 0

requested := input.object.spec.storage.storageClassName if texts.filled(input.object.spec.storage.storageClassName)

# The fact counts only when it is about the StorageClass the volume will get.
observed := input.context.storageClass if {
	input.context.storageClass.state == "ok"
	texts.filled(input.context.storageClass.name)
	not _other_class
}

_other_class if requested != input.context.storageClass.name

encrypting if observed.labels["drawbridge.dev/encrypted"] == "true"

encrypting if {
	some known in data.drawbridge.storage.encrypting
	known.provisioner == observed.provisioner
	value := observed.parameters[known.parameter]
	_accepted(known, value)
}

_accepted(known, value) if lower(value) in known.values

# Without a list of values the parameter names a key: any key will do, an empty one will not.
_accepted(known, value) if {
	not known.values
	texts.filled(value)
}

findings contains finding if {
	applicable
	some finding in classification.unresolved
}

findings contains {
	"ruleId": "storage-class-known",
	"outcome": "unknown",
	"message": sprintf("spec.storage.storageClassName: %s", [_gap]),
	"fields": [field],
	"expected": "an existing StorageClass that encrypts",
	"observed": _state,
	"remediation": {"summary": "name an existing encrypting StorageClass (kubectl get storageclasses)"},
} if {
	applicable
	classification.spec
	evidence_needed
	not observed
}

default _state := "missing"

_state := input.context.storageClass.state if is_string(input.context.storageClass.state)

_gap := sprintf("StorageClass %q does not exist or cannot be read, so encryption is not proven", [requested])

_gap := "the cluster has no readable default StorageClass, so encryption is not proven" if not requested

findings contains {
	"ruleId": "storage-class-encrypts",
	"outcome": "violated",
	"message": sprintf("spec.storage.storageClassName: %q does not encrypt; class %s requires it", [observed.name, classification.name]),
	"fields": [field],
	"expected": "a StorageClass that encrypts",
	"observed": sprintf("%s by %s", [observed.name, observed.provisioner]),
	"remediation": object.union({"summary": _remedy}, _patch),
} if {
	applicable
	classification.spec
	encryption_required
	not encrypting
}

findings contains {
	"ruleId": "storage-class-listed",
	"outcome": "violated",
	"message": sprintf("spec.storage.storageClassName: %q is not among the StorageClasses of class %s", [observed.name, classification.name]),
	"fields": [field],
	"expected": texts.listing(listed),
	"observed": observed.name,
	"remediation": object.union({"summary": _remedy}, _patch),
} if {
	applicable
	count(listed) > 0
	not observed.name in listed
}

_remedy := sprintf("set spec.storage.storageClassName to one of: %s", [texts.listing(listed)]) if count(listed) > 0

_remedy := "name a StorageClass that encrypts, or have security label it drawbridge.dev/encrypted=true" if count(listed) == 0

# Only a single permitted StorageClass leaves nothing to choose.
default _patch := {}

_patch := {"patch": [{"op": "add", "path": field, "value": only}]} if {
	count(listed) == 1
	some only in listed
	only != observed.name
}
