package drawbridge.admission_test

import data.drawbridge.admission
import data.drawbridge.admission.usability
import data.drawbridge.fixture_test as fixture

library := {
	"classification-known", "residency", "storage-encryption", "digest-pinned",
	"ownership", "consumers-allowed", "bounded-resources",
}

valid(decision) if json.match_schema(decision, data.contract.output)[0]

test_fixture_follows_the_input_schema if json.match_schema(fixture.base, data.contract.input) == [true, []]

test_a_correct_deployment_is_allowed if {
	decision := admission.decision with input as fixture.base
	valid(decision)
	decision.decision == "allow"
	decision.requestId == fixture.base.requestId
	decision.findings == []
	{id | some id in decision.evaluated} == library
	decision.notApplicable == []
	[obligation.type | some obligation in decision.obligations] == ["hardening", "isolation", "placement"]
	{obligation.policyId | some obligation in decision.obligations} == {"digest-pinned", "consumers-allowed", "residency"}
}

test_evaluated_and_not_applicable_list_every_policy if {
	decision := admission.decision with input as fixture.without("/object/spec/storage")
	decision.notApplicable == ["storage-encryption"]
	{id | some id in array.concat(decision.evaluated, decision.notApplicable)} == library
}

test_every_policy_carries_its_folders_name if {
	every id in library {
		data.drawbridge.policies[id].meta.id == id
	}
}

test_every_assignment_names_a_policy if object.keys(data.drawbridge.assignments) == library

wrong := fixture.changed([
	{"op": "replace", "path": "/object/spec/server/image", "value": "vllm:latest"},
	{"op": "replace", "path": "/object/spec/replicas", "value": 99},
	{"op": "replace", "path": "/object/spec/placement/regions", "value": ["mars"]},
	{"op": "replace", "path": "/context/storageClass/parameters", "value": {}},
	{"op": "remove", "path": "/object/spec/governance"},
	{"op": "replace", "path": "/context/consumerNamespaces/items/0/labels", "value": {}},
])

test_a_violation_denies_and_explains_itself if {
	decision := admission.decision with input as wrong
	valid(decision)
	decision.decision == "deny"
	every finding in decision.findings {
		count(finding.controls) > 0
		startswith(finding.message, "spec.")
		finding.remediation.summary != ""
	}
}

test_findings_are_ordered_by_weight if {
	decision := admission.decision with input as wrong
	[finding.policyId | some finding in decision.findings] == [
		"residency", "consumers-allowed", "digest-pinned", "storage-encryption",
		"bounded-resources", "ownership", "ownership", "ownership", "ownership",
		"residency", # advice comes last
	]
}

test_unresolved_class_denies if {
	decision := admission.decision with input as fixture.unresolved
	valid(decision)
	decision.decision == "deny"
	decision.findings[0].policyId == "classification-known"
	every finding in decision.findings {
		finding.outcome == "unknown"
	}
}

test_advice_does_not_deny if {
	nowhere := fixture.set_to("/context/nodes/items", [])
	decision := admission.decision with input as nowhere
	decision.decision == "allow"
	decision.findings[0].enforcement == "warn"
	decision.findings[0].ruleId == "node-exists"
}

test_missing_evidence_is_never_advice if {
	decision := admission.decision with input as fixture.changed([{"op": "replace", "path": "/context/nodes", "value": {"state": "error"}}])
	decision.decision == "deny"
	decision.findings[0].outcome == "unknown"
}

test_unusable_input_is_indeterminate[note] if {
	some note, patch in {
		"schemaVersion": {"op": "replace", "path": "/schemaVersion", "value": "input.drawbridge/v2"},
		"no schemaVersion": {"op": "remove", "path": "/schemaVersion"},
		"no requestId": {"op": "remove", "path": "/requestId"},
		"blank requestId": {"op": "replace", "path": "/requestId", "value": " "},
		"now": {"op": "replace", "path": "/now", "value": "2026-02-30T00:00:00Z"},
		"no now": {"op": "remove", "path": "/now"},
		"phase": {"op": "replace", "path": "/phase", "value": "guess"},
		"no phase": {"op": "remove", "path": "/phase"},
		"operation": {"op": "replace", "path": "/request/operation", "value": "DELETE"},
		"no request": {"op": "remove", "path": "/request"},
		"kind": {"op": "replace", "path": "/object/kind", "value": "Pod"},
		"version": {"op": "replace", "path": "/object/apiVersion", "value": "drawbridge.dev/v2"},
		"no object": {"op": "remove", "path": "/object"},
		"null object": {"op": "replace", "path": "/object", "value": null},
		"no name": {"op": "remove", "path": "/object/metadata/name"},
		"no namespace": {"op": "remove", "path": "/object/metadata/namespace"},
		"other namespace": {"op": "replace", "path": "/namespace/name", "value": "other"},
		"no spec": {"op": "remove", "path": "/object/spec"},
		"classification state": {"op": "replace", "path": "/classification/state", "value": "maybe"},
		"no classification": {"op": "remove", "path": "/classification"},
		"classification of something else": {"op": "replace", "path": "/classification/name", "value": "public"},
		"no context": {"op": "remove", "path": "/context"},
		"null context": {"op": "replace", "path": "/context", "value": null},
		"no exemptions": {"op": "remove", "path": "/exemptions"},
		"exemptions": {"op": "replace", "path": "/exemptions", "value": {}},
	}
	decision := admission.decision with input as fixture.changed([patch])
	valid(decision)
	decision.decision == "indeterminate"
	count(decision.findings) > 0
	decision.obligations == []
	decision.findings[0].policyId == "decision-contract"
}

test_no_input_at_all_is_indeterminate if {
	decision := admission.decision with input as {}
	valid(decision)
	decision.decision == "indeterminate"
	decision.requestId == ""
	count(decision.findings) == count(usability._checks)
}
