package system.authz

# METADATA
# description: The testbed's monitoring may read OPA's metrics, with the token.
allow if {
	input.method == "GET"
	input.path == ["metrics"]
	input.identity == opa.runtime().env.DRAWBRIDGE_OPA_TOKEN
}
