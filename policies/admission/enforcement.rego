# METADATA
# scope: package
# title: How strictly each policy is enforced
# description: >-
#   Enforcement is data of the security team, never part of a rule. A policy denies unless a complete, unexpired
#   assignment loosens it.
# schemas:
#   - input: schema["decision-input"]
package drawbridge.admission.enforcement

import data.drawbridge.lib.texts
import data.drawbridge.lib.times

# downgrades holds the assignments that loosen a policy and are complete and in force.
downgrades[id] := assignment if {
	some id, assignment in data.drawbridge.assignments
	assignment.enforcement in {"warn", "audit"}
	texts.filled(assignment.owner)
	texts.filled(assignment.reason)
	times.ns(assignment.expires) > times.ns(input.now)
}

# level is total: whatever is not known denies. Advisory rules are named in the policy's METADATA; an advisory finding
# warns at most, but only when something was really observed, never for missing evidence.
level(id, rule, outcome) := "warn" if {
	not downgrades[id]
	outcome == "violated"
	rule in data.drawbridge.policies[id].meta.advisory
} else := downgrades[id].enforcement if {
	downgrades[id]
} else := "deny"
