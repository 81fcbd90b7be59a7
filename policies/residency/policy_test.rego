package drawbridge.residency_test

import data.drawbridge.fixture_test as fixture
import data.drawbridge.policies.residency as policy

asking(regions) := fixture.set_to("/object/spec/placement/regions", regions)

test_regions_of_the_class_pass[note] if {
	some note, regions in {"one": ["de-frankfurt"], "all": ["de-frankfurt", "eu-central-1"], "none asked": []}
	count(policy.findings) == 0 with input as asking(regions)
}

test_no_placement_takes_the_regions_of_the_class[note] if {
	some note, changed in {"absent": fixture.without("/object/spec/placement"), "null": fixture.set_to("/object/spec/placement", null)}
	count(policy.findings) == 0 with input as changed
	policy.regions == {"de-frankfurt", "eu-central-1"} with input as changed
}

test_region_outside_the_class_is_named if {
	some finding in policy.findings with input as asking(["de-frankfurt", "us-east-1"])
	finding.ruleId == "regions-within-class"
	finding.message == "spec.placement.regions: class confidential does not allow us-east-1"
	finding.expected == "de-frankfurt, eu-central-1"
	finding.remediation.patch[0].value == ["de-frankfurt"]
}

test_no_region_in_common_proposes_those_of_the_class if {
	changed := asking(["us-east-1"])
	some finding in policy.findings with input as changed
	finding.remediation.patch[0].value == ["de-frankfurt", "eu-central-1"]
}

# Should an exemption let it pass, it must not become "anywhere".
test_no_region_in_common_is_still_pinned if {
	policy.regions == {"us-east-1"} with input as asking(["us-east-1"])
}

test_a_class_without_regions_allows_any if {
	changed := fixture.changed([
		{"op": "replace", "path": "/classification/spec/residency", "value": null},
		{"op": "replace", "path": "/object/spec/placement/regions", "value": ["eu-west-1"]},
	])
	count(policy.findings) == 0 with input as changed
	policy.regions == {"eu-west-1"} with input as changed
	policy.premises == "Any" with input as changed
}

anywhere := fixture.changed([
	{"op": "remove", "path": "/classification/spec/residency"},
	{"op": "remove", "path": "/object/spec/placement"},
])

test_anywhere_needs_any_node if {
	count(policy.findings) == 0 with input as anywhere
	policy.regions == set() with input as anywhere
	findings := policy.findings with input as json.patch(anywhere, [{"op": "replace", "path": "/context/nodes/items", "value": []}])
	some finding in findings
	finding.message == "spec.placement: the cluster has no node in any region, so pods will stay pending"
	finding.observed == "none"
}

on_premises(regions) := fixture.changed([
	{"op": "replace", "path": "/classification/spec/residency/premises", "value": "OnPremises"},
	{"op": "replace", "path": "/object/spec/placement/regions", "value": regions},
])

test_premises_pass_where_there_is_such_a_node if {
	count(policy.findings) == 0 with input as on_premises(["de-frankfurt"])
}

test_no_node_on_the_premises_is_reported if {
	some finding in policy.findings with input as on_premises(["eu-central-1"])
	finding.ruleId == "node-exists"
	finding.expected == "eu-central-1 on premises"
	finding.observed == "de-frankfurt on premises, eu-central-1, eu-west-1"
}

test_no_node_is_advice_only if "node-exists" in policy.meta.advisory

test_unlisted_nodes_are_unknown[note] if {
	some note, nodes in {"error": {"state": "error"}, "absent": {}}
	findings := policy.findings with input as fixture.changed([{"op": "replace", "path": "/context/nodes", "value": nodes}])
	fixture.rules(findings) == {"nodes-known"}
	some finding in findings
	finding.outcome == "unknown"
}

test_unresolved_class_is_unknown_and_pinned_to_the_strictest if {
	fixture.rules(policy.findings) == {"class-resolved"} with input as fixture.unresolved
	policy.premises == "OnPremises" with input as fixture.unresolved
}

test_an_unknown_kind_of_premises_is_the_strictest if {
	policy.premises == "OnPremises" with input as fixture.set_to("/classification/spec/residency/premises", "Cloud")
}

test_obligation_pins_to_what_is_common if {
	policy.obligations == {{
		"id": "pin-region", "type": "placement", "mandatory": true,
		"params": {"regions": ["de-frankfurt"], "premises": "Any"},
	}} with input as fixture.base
}
