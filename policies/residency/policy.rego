# METADATA
# scope: package
# title: The model stays where its data may be
# description: The regions a deployment asks for lie within the class's regions, and there are nodes that could take it.
# schemas:
#   - input: schema["decision-input"]
# custom:
#   id: residency
#   version: 1.0.0
#   severity: critical
#   owner: security
#   advisory: [node-exists]
#   controls:
#     - {framework: ISO27001, edition: "2022", ref: A.5.34}
#     - {framework: GDPR, edition: "2016/679", ref: Art. 44}
#     - {framework: EU-AI-Act, edition: "2024/1689", ref: Art. 10}
#   remediation: Leave spec.placement.regions out to take the class's regions, or name only regions of the class.
package drawbridge.policies.residency

import data.drawbridge.lib.classification
import data.drawbridge.lib.meta as library
import data.drawbridge.lib.texts

meta := library.of(rego.metadata.chain())

asked contains region if some region in input.object.spec.placement.regions

permitted contains region if some region in classification.spec.residency.regions

# A class that cannot be read is treated as the strictest there could be.
default premises := "OnPremises"

premises := classification.spec.residency.premises if classification.spec.residency.premises in {"Any", "OnPremises"}

premises := "Any" if {
	classification.spec
	object.get(classification.spec, ["residency", "premises"], null) == null
}

# Where the pods will be pinned. When the deployment and the class have no region in common the deployment is refused;
# should an exemption let it pass, it is pinned to what was asked for, never to "anywhere".
regions := permitted if {
	count(asked) == 0
} else := asked & permitted if {
	count(asked & permitted) > 0
} else := asked

outside contains region if {
	count(permitted) > 0
	some region in asked
	not region in permitted
}

findings contains finding if some finding in classification.unresolved

findings contains {
	"ruleId": "regions-within-class",
	"outcome": "violated",
	"message": sprintf("spec.placement.regions: class %s does not allow %s", [classification.name, texts.listing(outside)]),
	"fields": ["/spec/placement/regions"],
	"expected": texts.listing(permitted),
	"observed": texts.listing(asked),
	"remediation": {
		"summary": sprintf("set spec.placement.regions to regions among: %s", [texts.listing(permitted)]),
		"patch": [{"op": "replace", "path": "/spec/placement/regions", "value": sort(remaining)}],
	},
} if {
	count(outside) > 0
}

remaining := asked & permitted if count(asked & permitted) > 0

remaining := permitted if count(asked & permitted) == 0

findings contains {
	"ruleId": "nodes-known",
	"outcome": "unknown",
	"message": "spec.placement: the cluster's nodes could not be listed, so no place for the model is proven",
	"fields": ["/spec/placement"],
	"expected": where,
	"observed": "no list of nodes",
	"remediation": {"summary": "try again; if it stays, the operator needs read access to nodes"},
} if {
	classification.spec
	not input.context.nodes.state == "ok"
}

findings contains {
	"ruleId": "node-exists",
	"outcome": "violated",
	"message": sprintf("spec.placement: the cluster has no node in %s, so pods will stay pending", [where]),
	"fields": ["/spec/placement"],
	"expected": where,
	"observed": texts.listing({place | some node in input.context.nodes.items; place := _place(node)}),
	"remediation": {"summary": "add nodes there, or ask for a permitted region that has nodes"},
} if {
	classification.spec
	input.context.nodes.state == "ok"
	not _some_node_fits
}

_some_node_fits if {
	some node in input.context.nodes.items
	_region_fits(node.region)
	_premises_fit(node)
}

_region_fits(_) if count(regions) == 0

_region_fits(region) if region in regions

_premises_fit(_) if premises == "Any"

_premises_fit(node) if node.premises == true

_place(node) := sprintf("%v on premises", [node.region]) if node.premises == true

_place(node) := node.region if not node.premises == true

where := sprintf("%s%s", [_region_text, _premises_text])

_region_text := texts.listing(regions) if count(regions) > 0

_region_text := "any region" if count(regions) == 0

_premises_text := " on premises" if premises == "OnPremises"

_premises_text := "" if premises == "Any"

obligations contains {
	"id": "pin-region",
	"type": "placement",
	"mandatory": true,
	"params": {"regions": sort(regions), "premises": premises},
}
