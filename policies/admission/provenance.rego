# METADATA
# scope: package
# title: Where the policies come from
# description: >-
#   What the loaded bundles say about themselves. OPA keeps their manifests beside the data; whoever publishes a bundle
#   writes the time into it (policies/build --published).
package drawbridge.admission.provenance

import data.drawbridge.lib.times

# The oldest: a decision is only as fresh as the stalest bundle that has a say in it. Null when any does not tell.
default published_at := null

published_at := sort(_publications)[0][1] if {
	count(_publications) > 0
	count(_publications) == count(data.system.bundles)
}

_publications := [[times.ns(text), text] |
	some bundle in data.system.bundles
	text := bundle.manifest.metadata.publishedAt
]
