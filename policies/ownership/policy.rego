# METADATA
# scope: package
# title: Somebody answers for it
# description: The governance fields the class requires are filled in, and an impact assessment is neither future nor stale.
# schemas:
#   - input: schema["decision-input"]
# custom:
#   id: ownership
#   version: 1.0.0
#   severity: medium
#   owner: data-protection
#   controls:
#     - {framework: ISO27001, edition: "2022", ref: A.5.9}
#     - {framework: GDPR, edition: "2016/679", ref: Art. 6}
#     - {framework: GDPR, edition: "2016/679", ref: Art. 30}
#     - {framework: GDPR, edition: "2016/679", ref: Art. 35}
#     - {framework: EU-AI-Act, edition: "2024/1689", ref: Art. 26}
#   remediation: Fill in the fields of spec.governance that the class requires; renew an impact assessment that is too old.
package drawbridge.policies.ownership

import data.drawbridge.lib.classification
import data.drawbridge.lib.meta as library
import data.drawbridge.lib.texts
import data.drawbridge.lib.times

meta := library.of(rego.metadata.chain())

governance := input.object.spec.governance

dpia := governance.dpia if is_object(governance.dpia)

required contains name if some name in classification.spec.governance.require

default applicable := false

applicable if count(required) > 0

applicable if dpia

applicable if not classification.spec

field := {
	"Owner": {"name": "owner", "path": "/spec/governance/owner", "fix": "the team or person who answers for this deployment"},
	"Purpose": {"name": "purpose", "path": "/spec/governance/purpose", "fix": "what the model is used for"},
	"LegalBasis": {"name": "legalBasis", "path": "/spec/governance/legalBasis", "fix": "the legal basis of GDPR Art. 6(1)"},
	"Dpia": {"name": "dpia", "path": "/spec/governance/dpia", "fix": "reference and date of the data-protection impact assessment"},
}

present contains "Owner" if texts.filled(governance.owner)

present contains "Purpose" if texts.filled(governance.purpose)

present contains "LegalBasis" if texts.filled(governance.legalBasis)

present contains "Dpia" if {
	texts.filled(dpia.reference)
	texts.filled(dpia.date)
}

findings contains finding if some finding in classification.unresolved

findings contains {
	"ruleId": "field-required",
	"outcome": "violated",
	"message": sprintf("spec.governance.%s: class %s requires it", [field[name].name, classification.name]),
	"fields": [field[name].path],
	"expected": field[name].fix,
	"observed": "none",
	"remediation": {"summary": sprintf("set spec.governance.%s: %s", [field[name].name, field[name].fix])},
} if {
	some name in required
	field[name]
	not name in present
}

# A requirement this version does not know must not pass unseen.
findings contains {
	"ruleId": "requirement-known",
	"outcome": "unknown",
	"message": sprintf("spec.governance: class %s requires %q, which this policy version does not know", [classification.name, name]),
	"fields": ["/spec/governance"],
	"expected": texts.listing(object.keys(field)),
	"observed": name,
	"remediation": {"summary": "have the security team correct the class or update the policy bundle"},
} if {
	some name in required
	not field[name]
}

# The date line: somewhere on Earth it is already 14 hours later than UTC.
latest_today := times.ns(input.now) + (((14 * 3600) * 1000) * 1000000)

findings contains {
	"ruleId": "dpia-date-valid",
	"outcome": "violated",
	"message": "spec.governance.dpia.date: not a calendar date of the form YYYY-MM-DD",
	"fields": ["/spec/governance/dpia/date"],
	"expected": "a date, for example 2026-03-31",
	"observed": sprintf("%v", [dpia.date]),
	"remediation": {"summary": "set spec.governance.dpia.date to the day the assessment was approved, as YYYY-MM-DD"},
} if {
	texts.filled(dpia.date)
	not times.day(dpia.date)
}

findings contains {
	"ruleId": "dpia-not-future",
	"outcome": "violated",
	"message": "spec.governance.dpia.date: the impact assessment lies in the future",
	"fields": ["/spec/governance/dpia/date"],
	"expected": sprintf("%s or earlier", [substring(input.now, 0, 10)]),
	"observed": dpia.date,
	"remediation": {"summary": "finish the assessment first, then set spec.governance.dpia.date to the day it was approved"},
} if {
	times.day(dpia.date) > latest_today
}

dpia_end := times.add_days(times.day(dpia.date), data.drawbridge.governance.dpiaMaxAgeDays)

findings contains {
	"ruleId": "dpia-current",
	"outcome": "violated",
	"message": sprintf(
		"spec.governance.dpia.date: the impact assessment is older than %d days",
		[data.drawbridge.governance.dpiaMaxAgeDays],
	),
	"fields": ["/spec/governance/dpia/date"],
	"expected": sprintf("at most %d days old", [data.drawbridge.governance.dpiaMaxAgeDays]),
	"observed": dpia.date,
	"remediation": {"summary": "review the assessment and set spec.governance.dpia to its new reference and date"},
} if {
	dpia_end <= times.ns(input.now)
}

# A decision that accepted the assessment holds until the assessment grows too old.
expiries contains times.text(dpia_end) if dpia_end > times.ns(input.now)
