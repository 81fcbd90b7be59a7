# METADATA
# scope: package
# title: Only namespaces the class admits may call
# description: The namespace of every consumer exists and carries the labels the class asks for.
# schemas:
#   - input: schema["decision-input"]
# custom:
#   id: consumers-allowed
#   version: 1.0.0
#   severity: high
#   owner: security
#   controls:
#     - {framework: ISO27001, edition: "2022", ref: A.8.3}
#     - {framework: ISO27001, edition: "2022", ref: A.8.22}
#     - {framework: GDPR, edition: "2016/679", ref: Art. 32}
#   remediation: Name consumers in namespaces the class admits; labels of a namespace are set by its platform team.
package drawbridge.policies["consumers-allowed"]

import data.drawbridge.lib.classification
import data.drawbridge.lib.meta as library
import data.drawbridge.lib.selectors

meta := library.of(rego.metadata.chain())

selector := classification.spec.network.consumerNamespaces if {
	is_object(classification.spec.network.consumerNamespaces)
}

consumers contains {"index": index, "name": object.get(consumer, "name", ""), "namespace": object.get(consumer, "namespace", "")} if {
	some index, consumer in input.object.spec.consumers
}

known[item.name] := item if {
	input.context.consumerNamespaces.state == "ok"
	some item in input.context.consumerNamespaces.items
}

findings contains finding if some finding in classification.unresolved

findings contains {
	"ruleId": "namespace-known",
	"outcome": "unknown",
	"message": _message(consumer, "could not be read, so its labels are not known"),
	"fields": [_pointer(consumer)],
	"expected": "a namespace the operator can read",
	"observed": "no fact",
	"remediation": {"summary": "try again; if it stays, the operator needs read access to namespaces"},
} if {
	some consumer in consumers
	not known[consumer.namespace]
}

findings contains {
	"ruleId": "namespace-exists",
	"outcome": "violated",
	"message": _message(consumer, "does not exist"),
	"fields": [_pointer(consumer)],
	"expected": "an existing namespace",
	"observed": "missing",
	"remediation": {"summary": sprintf("create namespace %q first, or remove consumer %q from spec.consumers", [consumer.namespace, consumer.name])},
} if {
	some consumer in consumers
	known[consumer.namespace].exists == false
}

findings contains {
	"ruleId": "namespace-admitted",
	"outcome": "violated",
	"message": _message(consumer, sprintf("is not admitted by class %s", [classification.name])),
	"fields": [_pointer(consumer)],
	"expected": substring(sprintf("namespace labels %s", [selectors.describe(selector)]), 0, 200),
	"observed": sprintf("namespace %s", [consumer.namespace]),
	"remediation": {"summary": sprintf("use a namespace of kubectl get namespaces -l '%s', or remove the consumer", [selectors.describe(selector)])},
} if {
	some consumer in consumers
	known[consumer.namespace].exists == true
	not selectors.matches(selector, object.get(known[consumer.namespace], "labels", {}))
	selector
}

_pointer(consumer) := sprintf("/spec/consumers/%d/namespace", [consumer.index])

_message(consumer, reason) := sprintf("spec.consumers[%s].namespace: %s %s", [consumer.name, consumer.namespace, reason])

obligations contains {"id": "isolate-namespace", "type": "isolation", "mandatory": true, "params": {}}
