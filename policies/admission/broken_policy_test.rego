# One broken policy must not be able to turn a deny into an allow.
package drawbridge.broken_policy_test

import data.drawbridge.admission
import data.drawbridge.admission.findings
import data.drawbridge.fixture_test as fixture

valid(decision) if json.match_schema(decision, data.contract.output)[0]

# A policy that works badly, beside one that denies.
denying := {
	"meta": {"id": "denying", "version": "1.0.0", "severity": "high", "controls": [], "advisory": []},
	"findings": [{"ruleId": "always", "outcome": "violated", "message": "no", "remediation": {"summary": "stop"}}],
}

test_a_broken_policy_never_turns_deny_into_allow[note] if {
	some note, broken in broken_policies
	decision := admission.decision with input as fixture.base
		with data.drawbridge.policies as {"denying": denying, "broken": broken}
		with data.drawbridge.assignments as {}
	valid(decision)
	decision.decision == "deny"
	some finding in decision.findings
	finding.policyId == "denying"
}

# The same policies without the one that denies: whatever is broken denies by itself.
test_a_broken_policy_denies_by_itself[note] if {
	some note, broken in broken_policies
	decision := admission.decision with input as fixture.base
		with data.drawbridge.policies as {"broken": broken}
		with data.drawbridge.assignments as {}
	decision.decision == "deny"
}

meta := {"id": "broken", "version": "1.0.0", "severity": "low", "controls": [], "advisory": ["soft"]}

broken_policies := {
	"no findings": {"meta": meta},
	"findings is a boolean": {"meta": meta, "findings": true},
	"findings is one finding": {"meta": meta, "findings": denying.findings[0]},
	"finding is text": {"meta": meta, "findings": ["no"]},
	"finding is empty": {"meta": meta, "findings": [{}]},
	"finding calls itself exempted": {"meta": meta, "findings": [{"ruleId": "x", "outcome": "exempted", "message": "x"}]},
	"finding calls itself a warning": {"meta": meta, "findings": [{"ruleId": "x", "outcome": "violated", "message": "x", "enforcement": "warn"}]},
	"finding without a message": {"meta": meta, "findings": [{"ruleId": "x", "outcome": "violated"}]},
	"soft rule without evidence": {"meta": meta, "findings": [{"ruleId": "soft", "outcome": "unknown", "message": "x"}]},
	"wrong types in a finding": {"meta": meta, "findings": [{
		"ruleId": "x", "outcome": "violated", "message": "x", "severity": "huge", "fields": "/spec",
		"expected": 1, "observed": null, "remediation": "none",
	}]},
	"meta is text, with a finding": {"meta": "x", "findings": denying.findings},
	"no meta, with a finding": {"findings": denying.findings},
	"meta without a severity": {"meta": {}, "findings": denying.findings},
	"not applicable, with a finding": {"meta": meta, "applicable": false, "findings": denying.findings},
	"obligation cannot be read": {"meta": meta, "findings": [], "obligations": [{"id": "x"}]},
	"obligations is text": {"meta": meta, "findings": [], "obligations": "x"},
}

test_no_policy_at_all_denies if {
	decision := admission.decision with input as fixture.base
		with data.drawbridge.policies as {}
		with data.drawbridge.assignments as {}
	decision.decision == "deny"
	decision.evaluated == []
}

test_an_assigned_policy_that_is_gone_denies if {
	decision := admission.decision with input as fixture.base
		with data.drawbridge.assignments as object.union(data.drawbridge.assignments, {"gone": {"enforcement": "deny"}})
	decision.decision == "deny"
	decision.findings[0].message == "policy gone is assigned but not in the bundle"
}

test_a_finding_may_weigh_more_or_less_than_its_policy if {
	found := findings.complete with input as fixture.base
		with data.drawbridge.assignments as {}
		with data.drawbridge.policies as {"denying": object.union(
			denying,
			{"findings": [object.union(denying.findings[0], {"severity": "info"})]},
		)}
	{finding.severity | some finding in found} == {"info"}
}

test_long_messages_are_cut if {
	long := concat("", ["x" | some _ in numbers.range(1, 300)])
	found := findings.complete with input as fixture.base
		with data.drawbridge.assignments as {}
		with data.drawbridge.policies as {"denying": object.union(
			denying,
			{"findings": [object.union(denying.findings[0], {"message": long})]},
		)}
	some finding in found
	count(finding.message) == 200
	endswith(finding.message, "...")
}
