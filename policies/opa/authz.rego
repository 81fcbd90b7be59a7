# METADATA
# scope: package
# title: Who may ask this OPA what
# description: >-
#   Server configuration, given to OPA on its command line and never part of the bundle. One caller with the token may ask
#   for the one decision; anybody may ask whether OPA is healthy. All else is refused, also reading or changing policies.
package system.authz

default allow := false

allow if {
	input.method == "GET"
	input.path == ["health"]
}

# The path is compared whole: matching a prefix would let a caller choose what is evaluated.
allow if {
	input.method == "POST"
	input.path == ["v1", "data", "drawbridge", "admission", "decision"]
	_authenticated
}

# An OPA started without a token accepts none, not even the empty one.
_authenticated if {
	token := opa.runtime().env.DRAWBRIDGE_OPA_TOKEN
	count(token) >= 16
	input.identity == token
}
