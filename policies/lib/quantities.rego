# METADATA
# scope: package
# title: Kubernetes quantities
# description: Kubernetes' own notation (500m, 2, 1e3, 16Gi), which is wider than the parsing built-in understands.
package drawbridge.lib.quantities

# nano is the quantity in billionths, a whole number, so that 0.1 equals 100m exactly. Undefined when it is no quantity.
nano(quantity) := round(quantity * 1000000000) if is_number(quantity)

nano(quantity) := round((to_number(parts[1]) * _factor[parts[2]]) * 1000000000) if {
	is_string(quantity)
	[parts] := regex.find_all_string_submatch_n(`^([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?)([a-zA-Z]*)$`, quantity, -1)
	not startswith(parts[1], "+")
	_factor[parts[2]]
}

_factor := {
	"": 1,
	"n": 0.000000001, "u": 0.000001, "m": 0.001,
	"k": 1000, "M": 1000000, "G": 1000000000, "T": 1000000000000, "P": 1000000000000000, "E": 1000000000000000000,
	"Ki": 1024, "Mi": 1048576, "Gi": 1073741824, "Ti": 1099511627776, "Pi": 1125899906842624, "Ei": 1152921504606846976,
}
