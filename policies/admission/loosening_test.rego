# What may loosen a policy: assignments and exemptions.
package drawbridge.loosening_test

import data.drawbridge.admission
import data.drawbridge.fixture_test as fixture

valid(decision) if json.match_schema(decision, data.contract.output)[0]

loosened(assignment) := object.union(data.drawbridge.assignments, {"digest-pinned": assignment})

unpinned := fixture.set_to("/object/spec/server/image", "vllm:latest")

complete := {"enforcement": "warn", "owner": "security", "reason": "registry migration", "expires": "2027-01-31T00:00:00Z"}

test_a_complete_downgrade_warns[level] if {
	some level in ["warn", "audit"]
	assignments := loosened(object.union(complete, {"enforcement": level}))
	decision := admission.decision with input as unpinned with data.drawbridge.assignments as assignments
	decision.decision == "allow"
	decision.findings[0].enforcement == level
	decision.findings[0].outcome == "violated"
	decision.validUntil == "2027-01-31T00:00:00Z"
}

test_an_incomplete_downgrade_denies[note] if {
	some note, assignment in {
		"no owner": object.remove(complete, ["owner"]),
		"blank owner": object.union(complete, {"owner": " "}),
		"no reason": object.remove(complete, ["reason"]),
		"no end": object.remove(complete, ["expires"]),
		"end is not a time": object.union(complete, {"expires": "never"}),
		"expired": object.union(complete, {"expires": "2026-11-21T10:00:00Z"}),
		"unknown level": object.union(complete, {"enforcement": "ignore"}),
		"not an object": "warn",
	}
	decision := admission.decision with input as unpinned with data.drawbridge.assignments as loosened(assignment)
	decision.decision == "deny"
	decision.findings[0].enforcement == "deny"
}

test_without_any_assignment_policies_deny[note] if {
	some note, assignments in {"none": {}, "null": null}
	decision := admission.decision with input as unpinned with data.drawbridge.assignments as assignments
	decision.decision == "deny"
}

test_a_downgrade_that_changes_nothing_does_not_limit_the_decision if {
	decision := admission.decision with input as fixture.base with data.drawbridge.assignments as loosened(complete)
	decision.validUntil == "2029-03-30T00:00:00Z" # the impact assessment's
}

exemption := {
	"name": "migration", "policyId": "digest-pinned", "owner": "platform", "approver": "security", "ticket": "SEC-1",
	"expiresAt": "2026-12-01T00:00:00Z", "scope": {"namespace": "research", "name": "lab-assistant"},
}

with_exemptions(exemptions) := object.union(unpinned, {"exemptions": exemptions})

test_exemption_lets_a_violation_pass[note] if {
	some note, scope in {
		"this deployment": {"namespace": "research", "name": "lab-assistant"},
		"the namespace": {"namespace": "research"},
		"the namespace, name null": {"namespace": "research", "name": null},
	}
	decision := admission.decision with input as with_exemptions([object.union(object.remove(exemption, ["scope"]), {"scope": scope})])
	valid(decision)
	decision.decision == "allow"
	decision.findings[0].outcome == "exempted"
	decision.findings[0].exemption == {"name": "migration", "expiresAt": "2026-12-01T00:00:00Z"}
	decision.validUntil == "2026-12-01T00:00:00Z"
}

test_exemption_does_not_apply[note] if {
	some note, changes in {
		"expired": {"expiresAt": "2026-11-21T10:00:00Z"},
		"no time": {"expiresAt": "2026-02-30T00:00:00Z"},
		"other policy": {"policyId": "residency"},
		"other namespace": {"scope": {"namespace": "other"}},
		"other name": {"scope": {"name": "other"}},
		"whole cluster": {"scope": {"namespace": null, "name": null}},
		"no owner": {"owner": ""},
		"no approver": {"approver": " "},
		"no ticket": {"ticket": null},
	}
	decision := admission.decision with input as with_exemptions([object.union(exemption, changes)])
	decision.decision == "deny"
	decision.findings[0].outcome == "violated"
	decision.validUntil == "2029-03-30T00:00:00Z"
}

test_the_most_restrictive_exemption_wins if {
	later := object.union(exemption, {"name": "a-later-one", "expiresAt": "2027-12-01T00:00:00Z"})
	decision := admission.decision with input as with_exemptions([later, exemption])
	decision.findings[0].exemption.name == "migration"
	decision.validUntil == "2026-12-01T00:00:00Z"
}

test_an_exemption_that_does_not_apply_hides_no_other if {
	expired := object.union(exemption, {"name": "expired", "expiresAt": "2026-01-01T00:00:00Z"})
	decision := admission.decision with input as with_exemptions([expired, exemption, null, "x", {}])
	decision.decision == "allow"
}

test_an_exemption_is_no_evidence if {
	storage := object.union(exemption, {"policyId": "storage-encryption"})
	changed := fixture.changed([
		{"op": "replace", "path": "/exemptions", "value": [storage]},
		{"op": "replace", "path": "/context/storageClass", "value": {"state": "error"}},
	])
	decision := admission.decision with input as changed
	decision.decision == "deny"
	decision.findings[0].outcome == "unknown"
}
