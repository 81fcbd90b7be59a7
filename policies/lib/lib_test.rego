package drawbridge.lib_test

import data.drawbridge.lib.quantities
import data.drawbridge.lib.selectors
import data.drawbridge.lib.texts
import data.drawbridge.lib.times

test_quantities[note] if {
	some note, expected in {
		"2": 2000000000,
		"500m": 500000000,
		"0.1": 100000000,
		"100m": 100000000,
		"2.9": 2900000000,
		"1e3": 1000000000000,
		"1E3": 1000000000000,
		"1E": 1000000000000000000000000000,
		"1k": 1000000000000,
		"1Ki": 1024000000000,
		"16Gi": 17179869184000000000,
		"1.5Ti": 1649267441664000000000,
		"10n": 10,
		"10u": 10000,
		"-1": -1000000000,
		"0": 0,
	}
	quantities.nano(note) == expected
}

test_number_is_a_quantity if quantities.nano(4) == 4000000000

test_not_quantities[note] if {
	some note in ["", "abc", "1 Gi", "1gi", "1K", "+1", ".5", "1.", "1e", "1e999", "0x10", "1Gi2", null, true, ["1"]]
	not quantities.nano(note)
}

test_times[note] if {
	some note, expected in {
		"2026-11-21T10:00:00Z": 1795255200000000000,
		"2026-11-21T11:00:00+01:00": 1795255200000000000,
		"2026-11-21T10:00:00.5Z": 1795255200500000000,
		"2028-02-29T00:00:00Z": 1835395200000000000,
		"2000-02-29T00:00:00Z": 951782400000000000,
	}
	times.ns(note) == expected
}

test_impossible_times[note] if {
	some note in [
		"", "soon", "2026-11-21", "2026-11-21T10:00:00", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
		"2026-02-30T00:00:00Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
		"2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T10:60:00Z",
		"9999-01-01T00:00:00Z", "2026-11-21T10:00:00+99:00", null, 5,
	]
	not times.ns(note)
}

test_days if {
	times.day("2026-11-21") == times.ns("2026-11-21T00:00:00Z")
	not times.day("2026-11-31")
	not times.day(null)
	times.text(times.add_days(times.day("2026-12-31"), 1)) == "2027-01-01T00:00:00Z"
}

test_texts if {
	texts.filled("x")
	not texts.filled(" ")
	not texts.filled(null)
	texts.listing({"b", "a"}) == "a, b"
	texts.listing([]) == "none"
}

selected := {"team": "lab", "tier": "2"}

test_selector_matches[note] if {
	some note, selector in {
		"empty": {},
		"null parts": {"matchLabels": null, "matchExpressions": null},
		"labels": {"matchLabels": {"team": "lab", "tier": "2"}},
		"in": {"matchExpressions": [{"key": "team", "operator": "In", "values": ["x", "lab"]}]},
		"not in": {"matchExpressions": [{"key": "team", "operator": "NotIn", "values": ["x"]}]},
		"not in, label absent": {"matchExpressions": [{"key": "zone", "operator": "NotIn", "values": ["x"]}]},
		"exists": {"matchExpressions": [{"key": "team", "operator": "Exists"}]},
		"does not exist": {"matchExpressions": [{"key": "zone", "operator": "DoesNotExist"}]},
		"all of it": {
			"matchLabels": {"team": "lab"},
			"matchExpressions": [{"key": "tier", "operator": "In", "values": ["2"]}, {"key": "zone", "operator": "DoesNotExist"}],
		},
	}
	selectors.matches(selector, selected)
}

test_selector_does_not_match[note] if {
	some note, selector in {
		"label differs": {"matchLabels": {"team": "x"}},
		"label absent": {"matchLabels": {"zone": "x"}},
		"one of two": {"matchLabels": {"team": "lab", "tier": "3"}},
		"in": {"matchExpressions": [{"key": "team", "operator": "In", "values": ["x"]}]},
		"in, label absent": {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["x"]}]},
		"in without values": {"matchExpressions": [{"key": "team", "operator": "In"}]},
		"not in": {"matchExpressions": [{"key": "team", "operator": "NotIn", "values": ["lab"]}]},
		"not in without values": {"matchExpressions": [{"key": "team", "operator": "NotIn"}]},
		"exists": {"matchExpressions": [{"key": "zone", "operator": "Exists"}]},
		"does not exist": {"matchExpressions": [{"key": "team", "operator": "DoesNotExist"}]},
		"does not exist without a key": {"matchExpressions": [{"operator": "DoesNotExist"}]},
		"unknown operator": {"matchExpressions": [{"key": "team", "operator": "Like", "values": ["lab"]}]},
	}
	not selectors.matches(selector, selected)
}

test_no_labels_match_nothing_but_the_empty_selector if {
	not selectors.matches({"matchLabels": {"team": "lab"}}, null)
	not selectors.matches({"matchExpressions": [{"key": "team", "operator": "Exists"}]}, null)
	selectors.matches({}, null)
}

test_selector_described if {
	selectors.describe({
		"matchLabels": {"b": "2", "a": "1"},
		"matchExpressions": [
			{"key": "c", "operator": "In", "values": ["x", "y"]},
			{"key": "d", "operator": "Exists"},
			{"key": "e", "operator": "DoesNotExist"},
		],
	}) == "a=1,b=2,c in (x,y),d,!e"
}
