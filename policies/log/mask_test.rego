package drawbridge.log_test

import data.system.log

event := {"input": {
	"object": {
		"metadata": {"name": "x", "annotations": {"a/b": "secret", "c": "secret"}},
		"spec": {"server": {"args": ["--key", "secret"], "env": [{"name": "TOKEN", "value": "secret"}, {"value": "secret"}]}},
	},
	"oldObject": {"metadata": {"annotations": {"d": "secret"}}},
}}

test_values_are_hidden_and_names_kept if {
	masks := log.mask with input as event
	{entry.path: entry.value | some entry in masks} == {
		"/input/object/metadata/annotations": {"a/b": "**hidden**", "c": "**hidden**"},
		"/input/object/spec/server/args": ["**hidden**", "**hidden**"],
		"/input/object/spec/server/env": [{"name": "TOKEN", "value": "**hidden**"}, {"name": "**hidden**", "value": "**hidden**"}],
		"/input/oldObject/metadata/annotations": {"d": "**hidden**"},
	}
}

test_nothing_to_hide if {
	log.mask == set() with input as {"input": {"object": {"metadata": {"annotations": null}, "spec": {}}, "oldObject": null}}
	log.mask == set() with input as {"input": {}}
}
