package drawbridge.consumers_allowed_test

import data.drawbridge.fixture_test as fixture
import data.drawbridge.policies["consumers-allowed"] as policy

test_admitted_namespace_passes if count(policy.findings) == 0 with input as fixture.base

test_no_consumers_pass[note] if {
	some note, changed in {
		"absent": fixture.without("/object/spec/consumers"),
		"empty": fixture.set_to("/object/spec/consumers", []),
		"null": fixture.set_to("/object/spec/consumers", null),
	}
	count(policy.findings) == 0 with input as changed
}

test_namespace_without_the_labels_is_refused[note] if {
	some note, labels in {"other value": {"drawbridge.dev/consumer": "public"}, "no labels": {}, "null": null}
	some finding in policy.findings with input as fixture.set_to("/context/consumerNamespaces/items/0/labels", labels)
	finding.ruleId == "namespace-admitted"
	finding.message == "spec.consumers[chatbot].namespace: frontend is not admitted by class confidential"
	finding.fields == ["/spec/consumers/0/namespace"]
	finding.expected == "namespace labels drawbridge.dev/consumer=confidential"
}

test_missing_namespace_is_refused if {
	some finding in policy.findings with input as fixture.set_to("/context/consumerNamespaces/items/0/exists", false)
	finding.ruleId == "namespace-exists"
	finding.outcome == "violated"
}

test_unread_namespace_is_unknown[note] if {
	some note, fact in {"error": {"state": "error"}, "not in the list": {"state": "ok", "items": []}, "absent": {}}
	findings := policy.findings with input as fixture.changed([{"op": "replace", "path": "/context/consumerNamespaces", "value": fact}])
	fixture.rules(findings) == {"namespace-known"}
	some finding in findings
	finding.outcome == "unknown"
}

test_consumer_without_a_namespace_is_not_overlooked if {
	fixture.rules(policy.findings) == {"namespace-known"} with input as fixture.set_to("/object/spec/consumers", [{"name": "x"}])
}

test_each_consumer_is_judged if {
	changed := fixture.changed([
		{"op": "add", "path": "/object/spec/consumers/-", "value": {"name": "batch", "namespace": "backend"}},
		{"op": "add", "path": "/context/consumerNamespaces/items/-", "value": {"name": "backend", "exists": true, "labels": {}}},
	])
	findings := policy.findings with input as changed
	count(findings) == 1
	some finding in findings
	finding.fields == ["/spec/consumers/1/namespace"]
}

test_class_without_a_selector_admits_every_existing_namespace if {
	open := fixture.changed([
		{"op": "remove", "path": "/classification/spec/network"},
		{"op": "replace", "path": "/context/consumerNamespaces/items/0/labels", "value": {}},
	])
	count(policy.findings) == 0 with input as open
	gone := json.patch(open, [{"op": "replace", "path": "/context/consumerNamespaces/items/0/exists", "value": false}])
	fixture.rules(policy.findings) == {"namespace-exists"} with input as gone
}

test_unresolved_class_is_unknown if {
	fixture.rules(policy.findings) == {"class-resolved"} with input as fixture.unresolved
}

test_isolation_is_always_an_obligation if {
	some obligation in policy.obligations with input as fixture.base
	obligation.type == "isolation"
	obligation.mandatory
}
