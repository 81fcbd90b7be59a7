# METADATA
# scope: package
# title: The data classification exists
# description: A deployment names a class that exists. One that does not is judged by the strictest class, and refused.
# schemas:
#   - input: schema["decision-input"]
# custom:
#   id: classification-known
#   version: 1.0.0
#   severity: critical
#   owner: security
#   controls:
#     - {framework: ISO27001, edition: "2022", ref: A.5.12}
#     - {framework: GDPR, edition: "2016/679", ref: Art. 25}
#     - {framework: EU-AI-Act, edition: "2024/1689", ref: Art. 9}
#   remediation: Use a class from kubectl get dataclassifications, or have the security team create the one you need.
package drawbridge.policies["classification-known"]

import data.drawbridge.lib.classification
import data.drawbridge.lib.meta as library
import data.drawbridge.lib.texts

meta := library.of(rego.metadata.chain())

requested := input.classification.name

findings contains {
	"ruleId": "class-exists",
	"outcome": "violated",
	"message": sprintf("spec.dataClassification: no class %q exists; the strictest, %q, was applied", [requested, classification.name]),
	"fields": ["/spec/dataClassification"],
	"expected": expected,
	"observed": requested,
	"remediation": {
		"summary": remedy,
		"patch": [{"op": "replace", "path": "/spec/dataClassification", "value": classification.name}],
	},
} if {
	input.classification.state == "missing"
	classification.spec
}

findings contains {
	"ruleId": "class-resolved",
	"outcome": "unknown",
	"message": sprintf("spec.dataClassification: no class %q exists, and which class is strictest is not known (%s)", [requested, why]),
	"fields": ["/spec/dataClassification"],
	"expected": expected,
	"observed": requested,
	"remediation": {"summary": remedy},
} if {
	not classification.spec
}

why := "two classes share the highest rank" if input.classification.state == "ambiguous"

why := "there is no class at all" if input.classification.state == "missing"

why := "the class has no rank" if input.classification.state == "found"

known contains name if some name in input.classification.known

expected := sprintf("one of: %s", [texts.listing(known)]) if count(known) > 0

expected := "an existing DataClassification" if count(known) == 0

remedy := sprintf("set spec.dataClassification to one of: %s", [texts.listing(known)]) if count(known) > 0

remedy := "set spec.dataClassification to a class of kubectl get dataclassifications" if count(known) == 0
