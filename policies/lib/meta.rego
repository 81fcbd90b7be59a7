# METADATA
# scope: package
# title: What a policy says about itself
# description: >-
#   The METADATA comment of a policy is the one place for its id, version, severity and controls;
#   this turns it into the document the aggregator reads.
package drawbridge.lib.meta

# of expects the chain of a rule that carries no METADATA itself: entry 1 is then the package's.
of(chain) := {
	"id": annotations.custom.id,
	"title": annotations.title,
	"version": annotations.custom.version,
	"severity": annotations.custom.severity,
	"controls": annotations.custom.controls,
	"advisory": object.get(annotations.custom, "advisory", []),
} if {
	annotations := chain[1].annotations
}
