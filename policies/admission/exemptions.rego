# METADATA
# scope: package
# title: Which exemptions apply
# description: >-
#   Exemptions are matched here and nowhere else, at input.now. They accept a known violation; they do not stand in for
#   missing evidence.
# schemas:
#   - input: schema["decision-input"]
package drawbridge.admission.exemptions

import data.drawbridge.lib.texts
import data.drawbridge.lib.times

# valid are complete, unexpired exemptions for this very deployment. One that does not apply never hides another.
valid contains exemption if {
	some exemption in input.exemptions
	texts.filled(exemption.name)
	texts.filled(exemption.policyId)
	texts.filled(exemption.owner)
	texts.filled(exemption.approver)
	texts.filled(exemption.ticket)
	times.ns(exemption.expiresAt) > times.ns(input.now)
	exemption.scope.namespace == input.object.metadata.namespace
	_name_fits(exemption.scope)
}

# Without a name the exemption covers its namespace; there is none that covers the whole cluster.
_name_fits(scope) if object.get(scope, "name", null) == null

_name_fits(scope) if scope.name == input.object.metadata.name

# chosen is, for each policy, the most restrictive exemption: the one that ends first, by name when two end together.
chosen[id] := exemption if {
	some id in {exemption.policyId | some exemption in valid}
	ordered := sort([[times.ns(exemption.expiresAt), exemption.name, exemption] |
		some exemption in valid
		exemption.policyId == id
	])
	exemption := ordered[0][2]
}
