# METADATA
# scope: package
# title: Image and model are pinned by digest
# description: What was reviewed is what runs. The server image and the model artifact are named by their SHA-256 digest.
# schemas:
#   - input: schema["decision-input"]
# custom:
#   id: digest-pinned
#   version: 1.0.0
#   severity: high
#   owner: security
#   controls:
#     - {framework: ISO27001, edition: "2022", ref: A.8.32}
#     - {framework: ISO27001, edition: "2022", ref: A.5.21}
#     - {framework: EU-AI-Act, edition: "2024/1689", ref: Art. 15}
#   remediation: Write the image as repository@sha256:... and the model's digest into spec.model.source.digest.
package drawbridge.policies["digest-pinned"]

import data.drawbridge.lib.meta as library
import data.drawbridge.lib.texts

meta := library.of(rego.metadata.chain())

# A missing part must still raise a finding, so it gets a value that cannot pass.
default image := ""

image := input.object.spec.server.image if is_string(input.object.spec.server.image)

default source := {}

source := input.object.spec.model.source if is_object(input.object.spec.model.source)

uri_digest := _digest_of(source.uri)

findings contains {
	"ruleId": "image-pinned",
	"outcome": "violated",
	"message": "spec.server.image: the image is not pinned by a sha256 digest",
	"fields": ["/spec/server/image"],
	"expected": "repository@sha256:<64 hex digits>",
	"observed": _shown(image),
	"remediation": object.union(
		{"summary": "write spec.server.image as repository@sha256:<digest> (crane digest IMAGE prints it)"},
		_image_patch,
	),
} if {
	not _digest_of(image)
}

findings contains {
	"ruleId": "model-pinned",
	"outcome": "violated",
	"message": "spec.model.source.digest: the model artifact is not pinned by a sha256 digest",
	"fields": ["/spec/model/source/digest"],
	"expected": "sha256:<64 hex digits>",
	"observed": _shown(object.get(source, "digest", "")),
	"remediation": object.union(
		{"summary": "set spec.model.source.digest to the digest of the artifact (crane digest REPOSITORY:TAG prints it)"},
		_model_patch,
	),
} if {
	not _is_digest(object.get(source, "digest", null))
}

findings contains {
	"ruleId": "model-digests-agree",
	"outcome": "violated",
	"message": "spec.model.source: the digest in uri and the digest field name different artifacts",
	"fields": ["/spec/model/source/uri", "/spec/model/source/digest"],
	"expected": uri_digest,
	"observed": source.digest,
	"remediation": {"summary": "make both digests the one that was reviewed, or drop the digest from spec.model.source.uri"},
} if {
	_is_digest(source.digest)
	uri_digest != source.digest
}

_is_digest(text) if {
	is_string(text)
	regex.match(`^sha256:[0-9a-f]{64}$`, text)
}

_digest_of(reference) := digest if {
	is_string(reference)
	digest := regex.find_n(`sha256:[0-9a-f]{64}$`, reference, 1)[0]
	endswith(reference, sprintf("@%s", [digest]))
}

_shown(value) := substring(value, 0, 120) if texts.filled(value)

_shown(value) := "none" if not texts.filled(value)

# What the registry said is used for the proposal only: a proposal is read by a person, never applied by itself.
_found(role, reference) := item.digest if {
	input.context.images.state == "ok"
	some item in input.context.images.items
	item.role == role
	item.ref == reference
	_is_digest(item.digest)
}

default _image_patch := {}

_image_patch := {"patch": [{"op": "replace", "path": "/spec/server/image", "value": pinned}]} if {
	pinned := sprintf("%s@%s", [regex.replace(image, `(:[^:/@]+)?(@.*)?$`, ""), _found("server", image)])
}

default _model_patch := {}

_model_patch := {"patch": [{"op": "add", "path": "/spec/model/source/digest", "value": uri_digest}]}

_model_patch := {"patch": [{"op": "add", "path": "/spec/model/source/digest", "value": found}]} if {
	not uri_digest
	found := _found("model", source.uri)
}

obligations contains {"id": "harden-pods", "type": "hardening", "mandatory": true, "params": {}}
