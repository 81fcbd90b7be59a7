package drawbridge.classification_known_test

import data.drawbridge.fixture_test as fixture
import data.drawbridge.policies["classification-known"] as policy

missing := fixture.changed([
	{"op": "replace", "path": "/object/spec/dataClassification", "value": "secret"},
	{"op": "replace", "path": "/classification/state", "value": "missing"},
	{"op": "replace", "path": "/classification/name", "value": "secret"},
	{"op": "replace", "path": "/classification/effectiveName", "value": "strictly-confidential"},
])

test_known_class_passes if {
	count(policy.findings) == 0 with input as fixture.base
}

test_unknown_class_is_named_with_the_class_applied if {
	some finding in policy.findings with input as missing
	finding.ruleId == "class-exists"
	finding.outcome == "violated"
	finding.message == `spec.dataClassification: no class "secret" exists; the strictest, "strictly-confidential", was applied`
	contains(finding.remediation.summary, "kubectl get dataclassifications")
	finding.remediation.patch == [{"op": "replace", "path": "/spec/dataClassification", "value": "strictly-confidential"}]
}

test_known_classes_are_listed if {
	some finding in policy.findings with input as object.union(missing, {"classification": {"known": ["public", "internal"]}})
	finding.expected == "one of: internal, public"
	finding.remediation.summary == "set spec.dataClassification to one of: internal, public"
}

test_unresolved_class_is_unknown[why] if {
	some why, patch in {
		"two classes share the highest rank": {"state": "ambiguous", "spec": null},
		"there is no class at all": {"state": "missing", "spec": null},
		"the class has no rank": {"state": "found", "spec": null},
	}
	findings := policy.findings with input as object.union(fixture.base, {"classification": patch})
	fixture.rules(findings) == {"class-resolved"}
	some finding in findings
	finding.outcome == "unknown"
	contains(finding.message, why)
}

test_a_class_without_a_rank_is_not_resolved if {
	fixture.rules(policy.findings) == {"class-resolved"} with input as fixture.without("/classification/spec/rank")
}
