# METADATA
# scope: package
# title: Can this input be judged at all
# description: >-
#   Whatever makes an input unusable ends in "indeterminate". A policy must never have to guess what a malformed input
#   meant. Each check must be passed; one that cannot be evaluated is not passed.
# schemas:
#   - input: schema["decision-input"]
package drawbridge.admission.usability

import data.drawbridge.lib.texts
import data.drawbridge.lib.times

# problems holds one text per check that is not passed; empty means usable.
problems contains text if {
	some check, text in _checks
	not check in _passed
}

_checks := {
	"schemaVersion": "schemaVersion is not input.drawbridge/v1",
	"requestId": "requestId is missing",
	"now": "now is not an RFC 3339 time",
	"phase": "phase is not one of admission, reconcile, reevaluation, preview, ci",
	"operation": "request.operation is not CREATE or UPDATE",
	"kind": "object is not a drawbridge.dev/v1alpha1 ModelDeployment",
	"identity": "object has no name or namespace, or namespace is another one",
	"spec": "object has no spec",
	"classification": "classification is missing, of unknown state, or not the one the object names",
	"context": "context is missing",
	"exemptions": "exemptions is not a list",
}

_passed contains "schemaVersion" if input.schemaVersion == "input.drawbridge/v1"

_passed contains "requestId" if texts.filled(input.requestId)

_passed contains "now" if times.ns(input.now)

_passed contains "phase" if input.phase in {"admission", "reconcile", "reevaluation", "preview", "ci"}

_passed contains "operation" if input.request.operation in {"CREATE", "UPDATE"}

_passed contains "kind" if {
	input.object.apiVersion == "drawbridge.dev/v1alpha1"
	input.object.kind == "ModelDeployment"
}

_passed contains "identity" if {
	texts.filled(input.object.metadata.name)
	texts.filled(input.object.metadata.namespace)
	input.namespace.name == input.object.metadata.namespace
}

_passed contains "spec" if is_object(input.object.spec)

_passed contains "classification" if {
	input.classification.state in {"found", "missing", "ambiguous"}
	texts.filled(input.classification.name)
	input.classification.name == input.object.spec.dataClassification
}

_passed contains "context" if is_object(input.context)

_passed contains "exemptions" if is_array(input.exemptions)
