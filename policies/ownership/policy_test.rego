package drawbridge.ownership_test

import data.drawbridge.fixture_test as fixture
import data.drawbridge.policies.ownership as policy

test_complete_governance_passes if count(policy.findings) == 0 with input as fixture.base

test_required_field_is_named[name] if {
	some name, path in {"owner": "owner", "purpose": "purpose", "legalBasis": "legalBasis", "dpia": "dpia"}
	findings := policy.findings with input as fixture.without(sprintf("/object/spec/governance/%s", [path]))
	count(findings) == 1
	some finding in findings
	finding.ruleId == "field-required"
	finding.message == sprintf("spec.governance.%s: class confidential requires it", [name])
	finding.fields == [sprintf("/spec/governance/%s", [path])]
}

test_no_governance_misses_every_field[note] if {
	some note, changed in {"absent": fixture.without("/object/spec/governance"), "null": fixture.set_to("/object/spec/governance", null)}
	count(policy.findings) == 4 with input as changed
}

test_blank_text_is_missing[value] if {
	some value in ["", "  ", null]
	count(policy.findings) == 1 with input as fixture.set_to("/object/spec/governance/owner", value)
}

test_dpia_needs_reference_and_date[part] if {
	some part in ["reference", "date"]
	fixture.rules(policy.findings) == {"field-required"} with input as fixture.without(sprintf("/object/spec/governance/dpia/%s", [part]))
}

dated(date) := fixture.set_to("/object/spec/governance/dpia/date", date)

test_dpia_dates[date] if {
	some date, expected in {
		"2026-11-21": set(),
		"2026-11-22": set(), # already that day east of Greenwich
		"2026-11-23": {"dpia-not-future"},
		"2023-11-23": set(),
		"2023-11-21": {"dpia-current"},
		"2026-02-30": {"dpia-date-valid"},
		"31.03.2026": {"dpia-date-valid"},
	}
	fixture.rules(policy.findings) == expected with input as dated(date)
}

test_decision_holds_until_the_assessment_is_too_old if {
	policy.expiries == {"2029-03-30T00:00:00Z"} with input as fixture.base
	policy.expiries == set() with input as dated("2020-01-01")
}

test_a_given_assessment_is_judged_also_when_not_required if {
	changed := fixture.changed([
		{"op": "replace", "path": "/classification/spec/governance", "value": null},
		{"op": "replace", "path": "/object/spec/governance/dpia/date", "value": "2027-01-01"},
	])
	policy.applicable with input as changed
	fixture.rules(policy.findings) == {"dpia-not-future"} with input as changed
}

test_not_applicable_when_nothing_is_required_or_given if {
	changed := fixture.changed([
		{"op": "remove", "path": "/classification/spec/governance"},
		{"op": "remove", "path": "/object/spec/governance"},
	])
	policy.applicable == false with input as changed
	count(policy.findings) == 0 with input as changed
}

test_unknown_requirement_is_unknown if {
	findings := policy.findings with input as fixture.set_to("/classification/spec/governance/require", ["Ethics"])
	fixture.rules(findings) == {"requirement-known"}
	some finding in findings
	finding.outcome == "unknown"
}

test_unresolved_class_is_unknown if {
	fixture.rules(policy.findings) == {"class-resolved"} with input as fixture.unresolved
	policy.applicable with input as object.union(fixture.unresolved, {"object": {"spec": {"governance": null}}})
}
