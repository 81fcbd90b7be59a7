package system.authz_test

import data.system.authz

decision := ["v1", "data", "drawbridge", "admission", "decision"]

server(token) := {"env": {"DRAWBRIDGE_OPA_TOKEN": token}}

secret := "0123456789abcdef"

test_decision_with_token if {
	authz.allow with input as {"method": "POST", "path": decision, "identity": secret} with opa.runtime as server(secret)
}

test_health_is_open if {
	authz.allow with input as {"method": "GET", "path": ["health"]} with opa.runtime as server(secret)
}

test_refused[note] if {
	some note, request in {
		"no token": {"method": "POST", "path": decision},
		"empty token": {"method": "POST", "path": decision, "identity": ""},
		"wrong token": {"method": "POST", "path": decision, "identity": "0123456789abcdeX"},
		"reading the decision with GET": {"method": "GET", "path": decision, "identity": secret},
		"the package": {"method": "POST", "path": ["v1", "data", "drawbridge", "admission"], "identity": secret},
		"a longer path": {"method": "POST", "path": array.concat(decision, ["x"]), "identity": secret},
		"the root": {"method": "POST", "path": [""], "identity": secret},
		"listing policies": {"method": "GET", "path": ["v1", "policies"], "identity": secret},
		"writing a policy": {"method": "PUT", "path": ["v1", "policies", "x"], "identity": secret},
		"a query of one's own": {"method": "POST", "path": ["v1", "query"], "identity": secret},
		"posting to health": {"method": "POST", "path": ["health"], "identity": secret},
	}
	not authz.allow with input as request with opa.runtime as server(secret)
}

test_without_a_configured_token_nobody_is_let_in if {
	request := {"method": "POST", "path": decision, "identity": ""}
	not authz.allow with input as request with opa.runtime as {"env": {}}
	not authz.allow with input as request with opa.runtime as server("")
}
