package drawbridge.digest_pinned_test

import data.drawbridge.fixture_test as fixture
import data.drawbridge.policies["digest-pinned"] as policy

test_pinned_passes if count(policy.findings) == 0 with input as fixture.base

test_image_without_digest[image] if {
	some image in [
		"registry.example.com/vllm",
		"registry.example.com/vllm:0.11",
		"registry.example.com/vllm@sha256:1111",
		"registry.example.com/vllm@sha512:1111111111111111111111111111111111111111111111111111111111111111",
		sprintf("registry.example.com/vllm:%s", [replace(fixture.digest, ":", "-")]),
		sprintf("registry.example.com/vllm%s", [fixture.digest]),
		sprintf("registry.example.com/vllm@%s0", [fixture.digest]),
		sprintf("registry.example.com/vllm@%s", [upper(fixture.digest)]),
		"",
		null,
	]
	fixture.rules(policy.findings) == {"image-pinned"} with input as fixture.set_to("/object/spec/server/image", image)
}

test_missing_parts_are_findings_not_passes if {
	changed := fixture.changed([{"op": "remove", "path": "/object/spec/server"}, {"op": "remove", "path": "/object/spec/model"}])
	findings := policy.findings with input as changed
	fixture.rules(findings) == {"image-pinned", "model-pinned"}
	every finding in findings {
		finding.observed == "none"
	}
}

test_image_patch_comes_from_the_registry if {
	changed := fixture.changed([
		{"op": "replace", "path": "/object/spec/server/image", "value": "registry.example.com:5000/vllm:0.11"},
		{"op": "replace", "path": "/context/images", "value": {"state": "ok", "items": [{
			"role": "server", "ref": "registry.example.com:5000/vllm:0.11", "digest": fixture.other_digest,
		}]}},
	])
	some finding in policy.findings with input as changed
	finding.remediation.patch[0].value == sprintf("registry.example.com:5000/vllm@%s", [fixture.other_digest])
}

test_a_digest_is_never_invented[note] if {
	some note, images in {
		"registry not asked": {"state": "missing"},
		"registry failed": {"state": "error", "items": [{"role": "server", "ref": "vllm:0.11", "digest": fixture.other_digest}]},
		"digest unknown": {"state": "ok", "items": [{"role": "server", "ref": "vllm:0.11", "digest": null}]},
		"another image": {"state": "ok", "items": [{"role": "server", "ref": "vllm:0.10", "digest": fixture.other_digest}]},
	}
	changed := fixture.changed([
		{"op": "replace", "path": "/object/spec/server/image", "value": "vllm:0.11"},
		{"op": "replace", "path": "/context/images", "value": images},
	])
	some finding in policy.findings with input as changed
	not finding.remediation.patch
}

test_model_without_digest[note] if {
	some note, value in {"null": null, "empty": "", "short": "sha256:11", "no algorithm": "1111"}
	fixture.rules(policy.findings) == {"model-pinned"} with input as fixture.set_to("/object/spec/model/source/digest", value)
}

test_model_patch_comes_from_the_uri_first if {
	changed := fixture.changed([
		{"op": "remove", "path": "/object/spec/model/source/digest"},
		{"op": "replace", "path": "/object/spec/model/source/uri", "value": sprintf("oci://r/m:1@%s", [fixture.other_digest])},
	])
	some finding in policy.findings with input as changed
	finding.remediation.patch == [{"op": "add", "path": "/spec/model/source/digest", "value": fixture.other_digest}]
}

test_model_patch_comes_from_the_registry_else if {
	changed := fixture.changed([
		{"op": "remove", "path": "/object/spec/model/source/digest"},
		{"op": "replace", "path": "/object/spec/model/source/uri", "value": "oci://r/m:1"},
		{"op": "replace", "path": "/context/images", "value": {"state": "ok", "items": [{
			"role": "model", "ref": "oci://r/m:1", "digest": fixture.other_digest,
		}]}},
	])
	some finding in policy.findings with input as changed
	finding.remediation.patch[0].value == fixture.other_digest
}

test_digests_that_differ_are_refused if {
	changed := fixture.set_to("/object/spec/model/source/uri", sprintf("oci://r/m:1@%s", [fixture.other_digest]))
	some finding in policy.findings with input as changed
	finding.ruleId == "model-digests-agree"
	finding.expected == fixture.other_digest
	finding.observed == fixture.digest
}

test_digests_that_agree_pass if {
	changed := fixture.set_to("/object/spec/model/source/uri", sprintf("oci://r/m:1@%s", [fixture.digest]))
	count(policy.findings) == 0 with input as changed
}

test_hardening_is_always_an_obligation if {
	some obligation in policy.obligations with input as fixture.base
	obligation.type == "hardening"
	obligation.mandatory
}
