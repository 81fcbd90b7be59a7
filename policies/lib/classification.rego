# METADATA
# scope: package
# title: The class in force
# description: >-
#   The class a deployment is judged by. When the requested class does not exist, the operator sends the strictest one
#   that does; when it cannot tell which that is, nothing here is defined and every policy reports unknown.
# schemas:
#   - input: schema["decision-input"]
package drawbridge.lib.classification

spec := input.classification.spec if {
	input.classification.state in {"found", "missing"}
	is_number(input.classification.spec.rank)
}

name := input.classification.effectiveName if {
	is_string(input.classification.effectiveName)
} else := input.classification.name

# unresolved is the finding of every policy that needs the class when there is none: no evidence is never a pass.
unresolved contains {
	"ruleId": "class-resolved",
	"outcome": "unknown",
	"message": sprintf("spec.dataClassification: the rules of class %q are not known, so this policy cannot be judged", [name]),
	"fields": ["/spec/dataClassification"],
	"expected": "a class that exists",
	"observed": input.classification.state,
	"remediation": {"summary": "use an existing class (kubectl get dataclassifications), then apply again"},
} if {
	not spec
}
