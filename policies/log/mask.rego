# METADATA
# scope: package
# title: What OPA's decision log does not show
# description: >-
#   Values of annotations, environment variables and arguments may hold secrets or personal data. Their names, and
#   everything the decision was taken from, stay readable for an auditor.
package system.log

hidden := "**hidden**"

mask contains {"op": "upsert", "path": sprintf("/input/%s/metadata/annotations", [part]), "value": value} if {
	some part in ["object", "oldObject"]
	annotations := input.input[part].metadata.annotations
	is_object(annotations)
	value := {name: hidden | some name, _ in annotations}
}

mask contains {"op": "upsert", "path": sprintf("/input/%s/spec/server/args", [part]), "value": value} if {
	some part in ["object", "oldObject"]
	args := input.input[part].spec.server.args
	is_array(args)
	value := [hidden | some _ in args]
}

mask contains {"op": "upsert", "path": sprintf("/input/%s/spec/server/env", [part]), "value": value} if {
	some part in ["object", "oldObject"]
	variables := input.input[part].spec.server.env
	is_array(variables)
	value := [{"name": object.get(variable, "name", hidden), "value": hidden} | some variable in variables]
}
