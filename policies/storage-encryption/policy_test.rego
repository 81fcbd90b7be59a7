package drawbridge.storage_encryption_test

import data.drawbridge.fixture_test as fixture
import data.drawbridge.policies["storage-encryption"] as policy

with_class(storage_class) := fixture.set_to("/context/storageClass", storage_class)

named(provisioner, parameters) := {
	"state": "ok",
	"name": "encrypted",
	"provisioner": provisioner,
	"parameters": parameters,
	"labels": {},
}

test_encrypting_by_parameter[provisioner] if {
	some provisioner, parameters in {
		"ebs.csi.aws.com": {"encrypted": "true", "type": "gp3"},
		"disk.csi.azure.com": {"diskEncryptionSetID": "/subscriptions/x/diskEncryptionSets/y"},
		"pd.csi.storage.gke.io": {"disk-encryption-kms-key": "projects/p/locations/l/keyRings/r/cryptoKeys/k"},
		"rook-ceph.rbd.csi.ceph.com": {"encrypted": "True"},
		"driver.longhorn.io": {"encrypted": "true"},
		"pxd.portworx.com": {"secure": "true"},
		"kubernetes.io/host-path": {"encrypted": "true"},
	}
	count(policy.findings) == 0 with input as with_class(named(provisioner, parameters))
}

test_not_encrypting[note] if {
	some note, storage_class in {
		"no parameters": named("ebs.csi.aws.com", {}),
		"null parameters": named("ebs.csi.aws.com", null),
		"switched off": named("ebs.csi.aws.com", {"encrypted": "false"}),
		"empty key": named("pd.csi.storage.gke.io", {"disk-encryption-kms-key": " "}),
		"parameter of another driver": named("ebs.csi.aws.com", {"secure": "true"}),
		"unknown driver": named("example.com/disk", {"encrypted": "true"}),
		"label not true": object.union(named("example.com/disk", {}), {"labels": {"drawbridge.dev/encrypted": "yes"}}),
	}
	fixture.rules(policy.findings) == {"storage-class-encrypts"} with input as with_class(storage_class)
}

test_message_names_class_and_storage_class if {
	some finding in policy.findings with input as with_class(named("example.com/disk", {}))
	finding.message == `spec.storage.storageClassName: "encrypted" does not encrypt; class confidential requires it`
	finding.observed == "encrypted by example.com/disk"
}

test_the_security_teams_label_counts if {
	marked := object.union(named("example.com/disk", {}), {"labels": {"drawbridge.dev/encrypted": "true"}})
	count(policy.findings) == 0 with input as with_class(marked)
}

test_missing_evidence_is_unknown[note] if {
	some note, storage_class in {
		"missing": {"state": "missing", "name": null},
		"error": {"state": "error", "name": "encrypted"},
		"null": null,
		"fact about another class": object.union(named("ebs.csi.aws.com", {"encrypted": "true"}), {"name": "other"}),
		"fact without a name": object.remove(named("ebs.csi.aws.com", {"encrypted": "true"}), ["name"]),
	}
	findings := policy.findings with input as with_class(storage_class)
	fixture.rules(findings) == {"storage-class-known"}
	some finding in findings
	finding.outcome == "unknown"
	contains(finding.message, `"encrypted" does not exist or cannot be read`)
}

test_default_storage_class_is_judged if {
	changed := fixture.changed([
		{"op": "remove", "path": "/object/spec/storage/storageClassName"},
		{"op": "replace", "path": "/context/storageClass/parameters", "value": {}},
	])
	some finding in policy.findings with input as changed
	finding.ruleId == "storage-class-encrypts"
}

test_no_default_storage_class_is_unknown if {
	changed := fixture.changed([
		{"op": "remove", "path": "/object/spec/storage/storageClassName"},
		{"op": "replace", "path": "/context/storageClass", "value": {"state": "missing", "name": null}},
	])
	some finding in policy.findings with input as changed
	contains(finding.message, "no readable default StorageClass")
	finding.observed == "missing"
}

only(names) := fixture.set_to("/classification/spec/storage/storageClasses", names)

test_listed_storage_class_passes if {
	count(policy.findings) == 0 with input as only(["encrypted", "fast-luks"])
}

test_unlisted_storage_class_is_refused if {
	some finding in policy.findings with input as only(["fast-luks"])
	finding.ruleId == "storage-class-listed"
	finding.expected == "fast-luks"
	finding.remediation.patch == [{"op": "add", "path": "/spec/storage/storageClassName", "value": "fast-luks"}]
}

test_two_listed_storage_classes_leave_the_choice if {
	some finding in policy.findings with input as only(["fast-luks", "slow-luks"])
	not finding.remediation.patch
	finding.remediation.summary == "set spec.storage.storageClassName to one of: fast-luks, slow-luks"
}

optional := fixture.changed([
	{"op": "replace", "path": "/classification/spec/storage/encryption", "value": "Optional"},
	{"op": "replace", "path": "/context/storageClass/parameters", "value": {}},
])

test_optional_encryption_passes_without_evidence if {
	count(policy.findings) == 0 with input as optional
	count(policy.findings) == 0 with input as json.patch(optional, [{"op": "replace", "path": "/context/storageClass", "value": null}])
}

test_optional_encryption_still_keeps_to_the_list if {
	listed := json.patch(optional, [{"op": "replace", "path": "/classification/spec/storage/storageClasses", "value": ["fast-luks"]}])
	fixture.rules(policy.findings) == {"storage-class-listed"} with input as listed
	missing := json.patch(listed, [{"op": "replace", "path": "/context/storageClass", "value": null}])
	fixture.rules(policy.findings) == {"storage-class-known"} with input as missing
}

test_a_class_without_a_storage_section_wants_encryption if {
	changed := fixture.changed([
		{"op": "remove", "path": "/classification/spec/storage"},
		{"op": "replace", "path": "/context/storageClass/parameters", "value": {}},
	])
	fixture.rules(policy.findings) == {"storage-class-encrypts"} with input as changed
}

test_not_applicable_without_storage[note] if {
	some note, changed in {"absent": fixture.without("/object/spec/storage"), "null": fixture.set_to("/object/spec/storage", null)}
	policy.applicable == false with input as changed
	count(policy.findings) == 0 with input as changed
	count(policy.findings) == 0 with input as object.union(fixture.unresolved, {"object": {"spec": {"storage": null}}})
}

test_unresolved_class_is_unknown if {
	fixture.rules(policy.findings) == {"class-resolved"} with input as fixture.unresolved
}
