# METADATA
# scope: package
# title: What the policies found
# description: >-
#   Collects the findings of every loaded policy and completes them. Every step is total: a finding that cannot be read
#   becomes an unknown finding that denies, so a broken policy can only ever make a decision stricter.
# schemas:
#   - input: schema["decision-input"]
package drawbridge.admission.findings

import data.drawbridge.admission.enforcement
import data.drawbridge.admission.exemptions
import data.drawbridge.lib.texts

# loaded are the policies that describe themselves.
loaded contains id if {
	some id
	data.drawbridge.policies[id].meta
}

not_applicable contains id if {
	some id in loaded
	data.drawbridge.policies[id].applicable == false
	not _raising[id]
}

evaluated := loaded - not_applicable

_raising contains entry.policyId if some entry in _raised

_raised contains {"policyId": id, "finding": finding} if {
	some id
	some finding in data.drawbridge.policies[id].findings
}

_raised contains {"policyId": id, "finding": _broken(id, "findings-readable", "has no set of findings")} if {
	some id in loaded
	not id in _has_findings
}

_raised contains {"policyId": id, "finding": _broken(id, "policy-loaded", "is assigned but not in the bundle")} if {
	some id, _ in data.drawbridge.assignments
	not id in loaded
}

_raised contains {"policyId": id, "finding": _broken(id, "obligation-readable", "gives an obligation that cannot be read")} if {
	some id
	some obligation in data.drawbridge.policies[id].obligations
	not readable_obligation(obligation)
}

_raised contains {"policyId": id, "finding": _broken(id, "obligation-readable", "has no set of obligations")} if {
	some id
	data.drawbridge.policies[id].obligations
	not id in _has_obligations
}

# readable_obligation holds when the operator can recognise the obligation.
readable_obligation(obligation) if {
	texts.filled(obligation.id)
	texts.filled(obligation.type)
	is_boolean(obligation.mandatory)
	is_object(obligation.params)
}

# Sets of ids, because a negated call over something undefined is itself undefined, and the defect would go unseen.
_has_findings contains id if {
	some id
	_collection(data.drawbridge.policies[id].findings)
}

_has_obligations contains id if {
	some id
	_collection(data.drawbridge.policies[id].obligations)
}

_collection(findings) if is_set(findings)

_collection(findings) if is_array(findings)

_readable(finding) if {
	texts.filled(finding.ruleId)
	finding.outcome in {"violated", "unknown"}
	texts.filled(finding.message)
}

_broken(id, rule, problem) := {
	"ruleId": rule,
	"outcome": "unknown",
	"severity": "critical",
	"message": sprintf("policy %s %s", [id, problem]),
	"expected": "a policy that works",
	"observed": "a broken policy",
	"remediation": {"summary": "nothing in the deployment helps: have the security team repair the policy bundle"},
}

complete contains _completed(entry.policyId, entry.finding) if {
	some entry in _raised
	_readable(entry.finding)
}

complete contains _completed(entry.policyId, _broken(entry.policyId, "finding-readable", "raised a finding that cannot be read")) if {
	some entry in _raised
	not _readable(entry.finding)
}

_completed(id, raised) := object.union(
	{
		"policyId": id,
		"policyVersion": _text(_meta(id), "version", "unknown"),
		"ruleId": raised.ruleId,
		"enforcement": enforcement.level(id, raised.ruleId, raised.outcome),
		"severity": _severity(id, raised),
		"message": _short(raised.message),
		"fields": [field | some field in _list(raised, "fields"); is_string(field)],
		"expected": _text(raised, "expected", ""),
		"observed": _text(raised, "observed", ""),
		"controls": _list(_meta(id), "controls"),
		"remediation": _remediation(raised),
	},
	_judged(id, raised.outcome),
)

_judged(id, outcome) := {"outcome": "exempted", "exemption": {"name": exemption.name, "expiresAt": exemption.expiresAt}} if {
	outcome == "violated"
	exemption := exemptions.chosen[id]
} else := {"outcome": outcome}

_meta(id) := data.drawbridge.policies[id].meta if {
	is_object(data.drawbridge.policies[id].meta)
} else := {}

_severity(id, raised) := raised.severity if {
	_known_severity(raised.severity)
} else := severity if {
	severity := _meta(id).severity
	_known_severity(severity)
} else := "critical"

_known_severity(severity) if severity in {"critical", "high", "medium", "low", "info"}

_text(source, key, fallback) := source[key] if {
	is_string(source[key])
} else := fallback

_list(source, key) := source[key] if {
	is_array(source[key])
} else := []

_remediation(raised) := object.filter(raised.remediation, ["summary", "patch", "url"]) if {
	texts.filled(raised.remediation.summary)
} else := {"summary": "see the policy guide for this policy"}

_short(message) := message if {
	count(message) <= 200
} else := sprintf("%s...", [substring(message, 0, 197)])
