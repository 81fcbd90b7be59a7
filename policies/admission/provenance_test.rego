package drawbridge.admission.provenance_test

import data.drawbridge.admission
import data.drawbridge.admission.provenance
import data.drawbridge.fixture_test as fixture

published(time) := {"manifest": {"revision": "r", "metadata": {"publishedAt": time}}}

test_the_oldest_publication_counts if {
	provenance.published_at == "2026-11-02T00:00:00+02:00" with data.system.bundles as {
		"policies": published("2026-11-02T00:00:00Z"),
		"exemptions": published("2026-11-02T00:00:00+02:00"),
	}
}

test_one_bundle_that_does_not_tell_leaves_it_unknown if {
	provenance.published_at == null with data.system.bundles as {
		"policies": published("2026-11-02T00:00:00Z"),
		"exemptions": {"manifest": {"revision": "r"}},
	}
}

test_no_possible_time_is_no_time if {
	provenance.published_at == null with data.system.bundles as {"policies": published("2026-02-30T00:00:00Z")}
}

test_policies_that_are_no_bundle_have_no_time if provenance.published_at == null

test_every_decision_tells_it if {
	bundles := {"policies": published("2026-11-02T00:00:00Z")}
	usable := admission.decision with input as fixture.base with data.system.bundles as bundles
	unusable := admission.decision with input as {} with data.system.bundles as bundles
	json.match_schema(usable, data.contract.output)[0]
	usable.publishedAt == "2026-11-02T00:00:00Z"
	unusable.publishedAt == "2026-11-02T00:00:00Z"
}
