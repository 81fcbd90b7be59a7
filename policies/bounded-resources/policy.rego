# METADATA
# scope: package
# title: Size is bounded
# description: Replicas, and the CPU, memory and GPUs of one replica, stay within the class's limits; limits are set at all.
# schemas:
#   - input: schema["decision-input"]
# custom:
#   id: bounded-resources
#   version: 1.0.0
#   severity: medium
#   owner: platform
#   controls:
#     - {framework: ISO27001, edition: "2022", ref: A.8.6}
#     - {framework: EU-AI-Act, edition: "2024/1689", ref: Art. 15}
#   remediation: Lower the value to the class's limit, or ask the security team for a class with a higher one.
package drawbridge.policies["bounded-resources"]

import data.drawbridge.lib.classification
import data.drawbridge.lib.meta as library
import data.drawbridge.lib.quantities

meta := library.of(rego.metadata.chain())

bounds := classification.spec.limits

limits := input.object.spec.server.resources.limits

# One replica is the resource's own default.
default replicas := 1

replicas := input.object.spec.replicas if is_number(input.object.spec.replicas)

maximum["cpu"] := bounds.maxCpu

maximum["memory"] := bounds.maxMemory

findings contains finding if some finding in classification.unresolved

findings contains {
	"ruleId": "replicas-within-class",
	"outcome": "violated",
	"message": sprintf("spec.replicas: %v is more than the %v that class %s allows", [replicas, bounds.maxReplicas, classification.name]),
	"fields": ["/spec/replicas"],
	"expected": sprintf("at most %v", [bounds.maxReplicas]),
	"observed": sprintf("%v", [replicas]),
	"remediation": {
		"summary": sprintf("set spec.replicas to %v or less", [bounds.maxReplicas]),
		"patch": [{"op": "add", "path": "/spec/replicas", "value": bounds.maxReplicas}],
	},
} if {
	is_number(bounds.maxReplicas)
	replicas > bounds.maxReplicas
}

findings contains {
	"ruleId": "limit-set",
	"outcome": "violated",
	"message": sprintf("spec.server.resources.limits.%s: no limit is set", [resource]),
	"fields": [_pointer(resource)],
	"expected": "a limit",
	"observed": "none",
	"remediation": {"summary": sprintf("set spec.server.resources.limits.%s to what one replica may use", [resource])},
} if {
	some resource in ["cpu", "memory"]
	not _given(resource)
}

findings contains {
	"ruleId": "quantity-readable",
	"outcome": "unknown",
	"message": sprintf("spec.server.resources.limits.%s: %v is not a quantity", [resource, substring(sprintf("%v", [value]), 0, 60)]),
	"fields": [_pointer(resource)],
	"expected": "a quantity, for example 500m, 4 or 16Gi",
	"observed": substring(sprintf("%v", [value]), 0, 60),
	"remediation": {"summary": sprintf("write spec.server.resources.limits.%s as a quantity", [resource])},
} if {
	some resource, value in limits
	not _is_quantity(value)
}

findings contains {
	"ruleId": "class-limit-readable",
	"outcome": "unknown",
	"message": sprintf("spec.dataClassification: the %s limit of class %s is not a quantity", [resource, classification.name]),
	"fields": ["/spec/dataClassification"],
	"expected": "a quantity",
	"observed": substring(sprintf("%v", [value]), 0, 60),
	"remediation": {"summary": sprintf("have the security team correct the %s limit of the class", [resource])},
} if {
	some resource, value in maximum
	not is_null(value)
	not _is_quantity(value)
}

findings contains {
	"ruleId": sprintf("%s-within-class", [resource]),
	"outcome": "violated",
	"message": sprintf(
		"spec.server.resources.limits.%s: %v is more than the %v that class %s allows one replica",
		[resource, limits[resource], bound, classification.name],
	),
	"fields": [_pointer(resource)],
	"expected": sprintf("at most %v", [bound]),
	"observed": sprintf("%v", [limits[resource]]),
	"remediation": {
		"summary": sprintf("set spec.server.resources.limits.%s to %v or less", [resource, bound]),
		"patch": [{"op": "replace", "path": _pointer(resource), "value": bound}],
	},
} if {
	some resource, bound in maximum
	quantities.nano(limits[resource]) > quantities.nano(bound)
}

gpu_names contains name if {
	some name, _ in limits
	some pattern in data.drawbridge.accelerators.patterns
	regex.match(pattern, name)
}

gpus := sum([quantities.nano(limits[name]) | some name in gpu_names]) / 1000000000

findings contains {
	"ruleId": "gpus-within-class",
	"outcome": "violated",
	"message": sprintf(
		"spec.server.resources.limits: %v GPUs are more than the %v that class %s allows one replica",
		[gpus, bounds.maxGpus, classification.name],
	),
	"fields": sort([_pointer(name) | some name in gpu_names]),
	"expected": sprintf("at most %v", [bounds.maxGpus]),
	"observed": sprintf("%v", [gpus]),
	"remediation": {"summary": sprintf("ask for %v GPUs or fewer in spec.server.resources.limits", [bounds.maxGpus])},
} if {
	is_number(bounds.maxGpus)
	gpus > bounds.maxGpus
}

_given(resource) if not is_null(limits[resource])

_is_quantity(value) if quantities.nano(value) >= 0

_pointer(resource) := sprintf("/spec/server/resources/limits/%s", [replace(resource, "/", "~1")])
