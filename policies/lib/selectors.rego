# METADATA
# scope: package
# title: Label selectors
# description: The meaning Kubernetes gives to matchLabels and matchExpressions; an operator it does not know matches nothing.
package drawbridge.lib.selectors

# matches holds when the labels satisfy every part of the selector; an empty selector matches everything.
matches(selector, labels) if {
	every key, value in _map(selector, "matchLabels") {
		labels[key] == value
	}
	every expression in _list(selector, "matchExpressions") {
		_holds(expression, labels)
	}
}

# describe writes a selector as kubectl would take it after -l.
describe(selector) := concat(",", array.concat(
	sort([sprintf("%s=%s", [key, value]) | some key, value in _map(selector, "matchLabels")]),
	[_phrase(expression) | some expression in _list(selector, "matchExpressions")],
))

_map(selector, key) := selector[key] if {
	is_object(selector[key])
} else := {}

_list(selector, key) := selector[key] if {
	is_array(selector[key])
} else := []

_label(labels, key) := labels[key] if {
	is_string(labels[key])
} else := null

_holds(expression, labels) if {
	expression.operator == "In"
	labels[expression.key] in expression.values
}

_holds(expression, labels) if {
	expression.operator == "NotIn"
	is_array(expression.values)
	not _label(labels, expression.key) in expression.values
}

_holds(expression, labels) if {
	expression.operator == "Exists"
	is_string(labels[expression.key])
}

_holds(expression, labels) if {
	expression.operator == "DoesNotExist"
	is_string(expression.key)
	not labels[expression.key]
}

_phrase(expression) := expression.key if expression.operator == "Exists"

_phrase(expression) := sprintf("!%s", [expression.key]) if expression.operator == "DoesNotExist"

_phrase(expression) := sprintf("%s %s (%s)", [expression.key, lower(expression.operator), concat(",", _list(expression, "values"))]) if {
	not expression.operator in {"Exists", "DoesNotExist"}
}
