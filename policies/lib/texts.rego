# METADATA
# scope: package
# title: Text tests and message parts
package drawbridge.lib.texts

# filled holds for text a person can read. Never negate it over a field that may be missing: "not filled(input.x)" is
# undefined, not true, when input.x is, as with every call that has an undefined argument.
filled(value) if {
	is_string(value)
	trim_space(value) != ""
}

# listing joins a set or array in a stable order, so that the same facts give the same message.
listing(values) := concat(", ", sort([sprintf("%v", [value]) | some value in values])) if count(values) > 0

listing(values) := "none" if count(values) == 0
