package drawbridge.bounded_resources_test

import data.drawbridge.fixture_test as fixture
import data.drawbridge.policies["bounded-resources"] as policy

limit(resource, value) := fixture.set_to(sprintf("/object/spec/server/resources/limits/%s", [replace(resource, "/", "~1")]), value)

test_within_the_class_passes if count(policy.findings) == 0 with input as fixture.base

test_exactly_at_the_limit_passes if {
	count(policy.findings) == 0 with input as limit("cpu", "16000m")
	count(policy.findings) == 0 with input as limit("cpu", 16)
	count(policy.findings) == 0 with input as limit("memory", "131072Mi")
	count(policy.findings) == 0 with input as limit("nvidia.com/gpu", 4)
	count(policy.findings) == 0 with input as fixture.set_to("/object/spec/replicas", 10)
}

test_too_many_replicas if {
	some finding in policy.findings with input as fixture.set_to("/object/spec/replicas", 11)
	finding.ruleId == "replicas-within-class"
	finding.message == "spec.replicas: 11 is more than the 10 that class confidential allows"
	finding.remediation.patch == [{"op": "add", "path": "/spec/replicas", "value": 10}]
}

test_no_replicas_means_one if {
	policy.replicas == 1 with input as fixture.without("/object/spec/replicas")
	policy.replicas == 1 with input as fixture.set_to("/object/spec/replicas", null)
}

test_too_large[note] if {
	some note, case in {
		"cpu": {"resource": "cpu", "value": "16001m", "rule": "cpu-within-class"},
		"cpu as a number": {"resource": "cpu", "value": 17, "rule": "cpu-within-class"},
		"memory in bytes": {"resource": "memory", "value": "137438953473", "rule": "memory-within-class"},
		"memory": {"resource": "memory", "value": "1Ti", "rule": "memory-within-class"},
		"gpus": {"resource": "nvidia.com/gpu", "value": 5, "rule": "gpus-within-class"},
		"gpus of two kinds": {"resource": "amd.com/gpu", "value": "4", "rule": "gpus-within-class"},
		"slices of a gpu": {"resource": "nvidia.com/mig-1g.5gb", "value": 4, "rule": "gpus-within-class"},
		"a vendor not listed": {"resource": "vendor.example/gpu-v2", "value": 4, "rule": "gpus-within-class"},
	}
	fixture.rules(policy.findings) == {case.rule} with input as limit(case.resource, case.value)
}

test_message_names_field_value_and_limit if {
	some finding in policy.findings with input as limit("memory", "1Ti")
	finding.message == "spec.server.resources.limits.memory: 1Ti is more than the 128Gi that class confidential allows one replica"
	finding.remediation.patch == [{"op": "replace", "path": "/spec/server/resources/limits/memory", "value": "128Gi"}]
}

test_gpu_finding_points_at_every_gpu if {
	some finding in policy.findings with input as limit("amd.com/gpu", 9)
	finding.fields == ["/spec/server/resources/limits/amd.com~1gpu", "/spec/server/resources/limits/nvidia.com~1gpu"]
	finding.observed == "10"
}

test_limits_must_be_set if {
	some finding in policy.findings with input as fixture.without("/object/spec/server/resources/limits/memory")
	finding.ruleId == "limit-set"
	finding.fields == ["/spec/server/resources/limits/memory"]
	count(policy.findings) == 2 with input as fixture.without("/object/spec/server/resources/limits")
}

test_unreadable_quantity_is_unknown[note] if {
	some note, value in {"text": "lots", "negative": "-1", "empty": ""}
	findings := policy.findings with input as limit("cpu", value)
	fixture.rules(findings) == {"quantity-readable"}
	some finding in findings
	finding.outcome == "unknown"
}

test_unreadable_class_limit_is_unknown if {
	findings := policy.findings with input as fixture.set_to("/classification/spec/limits/maxCpu", "lots")
	fixture.rules(findings) == {"class-limit-readable"}
	some finding in findings
	finding.outcome == "unknown"
}

test_class_without_limits_bounds_nothing[note] if {
	some note, changed in {
		"absent": fixture.without("/classification/spec/limits"),
		"null": fixture.set_to("/classification/spec/limits", null),
		"each null": fixture.set_to("/classification/spec/limits", {"maxReplicas": null, "maxCpu": null, "maxMemory": null, "maxGpus": null}),
	}
	count(policy.findings) == 0 with input as changed
}

test_unresolved_class_is_unknown if {
	fixture.rules(policy.findings) == {"class-resolved"} with input as fixture.unresolved
}
