# METADATA
# scope: package
# title: The admission decision
# description: The one document the operator asks for.
# schemas:
#   - input: schema["decision-input"]
package drawbridge.admission

import data.drawbridge.admission.enforcement
import data.drawbridge.admission.exemptions
import data.drawbridge.admission.findings
import data.drawbridge.admission.provenance
import data.drawbridge.admission.usability
import data.drawbridge.lib.times

# METADATA
# title: decision
# description: >-
#   Follows schemas/decision-output.json. "indeterminate" when the input cannot be judged, "deny" when any finding
#   that is enforced as deny is violated or unknown, else "allow".
# entrypoint: true
# schemas:
#   - input: schema["decision-input"]
decision := {
	"schemaVersion": "decision.drawbridge/v1",
	"requestId": request_id,
	"decision": verdict,
	"evaluated": sort(findings.evaluated),
	"notApplicable": sort(findings.not_applicable),
	"findings": ordered,
	"obligations": obligations,
	"validUntil": valid_until,
	"publishedAt": provenance.published_at,
} if {
	count(usability.problems) == 0
} else := {
	"schemaVersion": "decision.drawbridge/v1",
	"requestId": request_id,
	"decision": "indeterminate",
	"evaluated": [],
	"notApplicable": [],
	"findings": [_unusable(problem) | some problem in sort(usability.problems)],
	"obligations": [],
	"validUntil": null,
	"publishedAt": provenance.published_at,
}

default request_id := ""

request_id := input.requestId if is_string(input.requestId)

# Deny is the default: should anything below be undefined, nothing is allowed.
default verdict := "deny"

verdict := "allow" if {
	count(findings.evaluated) > 0
	count(denying) == 0
}

denying contains finding if {
	some finding in findings.complete
	finding.enforcement == "deny"
	finding.outcome != "exempted"
}

# The reader sees what denies first, then what weighs most.
ordered := [entry[5] |
	some entry in sort([[
		_place(["deny", "warn", "audit"], finding.enforcement),
		_place(["violated", "unknown", "exempted"], finding.outcome),
		_place(["critical", "high", "medium", "low", "info"], finding.severity),
		finding.policyId,
		finding.ruleId,
		finding,
	] |
		some finding in findings.complete
	])
]

_place(order, word) := position if {
	some position, candidate in order
	candidate == word
}

# In the order of their ids.
obligations := [entry[2] |
	some entry in sort([[obligation.id, id, object.union(obligation, {"policyId": id})] |
		some id
		some obligation in data.drawbridge.policies[id].obligations
		findings.readable_obligation(obligation)
	])
]

# The first moment at which the same facts could be judged differently.
default valid_until := null

valid_until := sort(_ends)[0][1] if count(_ends) > 0

_ends contains _end(exemptions.chosen[finding.policyId].expiresAt) if {
	some finding in findings.complete
	finding.outcome == "exempted"
}

_ends contains _end(enforcement.downgrades[finding.policyId].expires) if {
	some finding in findings.complete
}

_ends contains _end(expiry) if {
	some id
	some expiry in data.drawbridge.policies[id].expiries
}

_end(text) := [times.ns(text), text]

_unusable(problem) := {
	"policyId": "decision-contract",
	"policyVersion": "1.0.0",
	"ruleId": "input-usable",
	"enforcement": "deny",
	"severity": "critical",
	"outcome": "unknown",
	"message": sprintf("the decision input is unusable: %s", [problem]),
	"fields": [],
	"expected": "an input that follows schemas/decision-input.json",
	"observed": problem,
	"controls": [],
	"remediation": {"summary": "nothing in the deployment helps: update operator and policy bundle to matching versions"},
}
