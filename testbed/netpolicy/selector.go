package netpolicy

import "slices"

// Selector is a label selector; an empty one selects everything.
type Selector struct {
	MatchLabels      map[string]string `json:"matchLabels"`
	MatchExpressions []Expression      `json:"matchExpressions"`
}

// Expression is one requirement of a selector.
type Expression struct {
	Key      string   `json:"key"`
	Operator string   `json:"operator"`
	Values   []string `json:"values"`
}

func (s Selector) matches(labels map[string]string) bool {
	for key, value := range s.MatchLabels {
		if got, ok := labels[key]; !ok || got != value {
			return false
		}
	}
	for _, one := range s.MatchExpressions {
		if !one.matches(labels) {
			return false
		}
	}
	return true
}

// matches is false for an operator that is not known, so that an unknown
// requirement never allows anything.
func (e Expression) matches(labels map[string]string) bool {
	value, there := labels[e.Key]
	switch e.Operator {
	case "In":
		return there && slices.Contains(e.Values, value)
	case "NotIn":
		return !there || !slices.Contains(e.Values, value)
	case "Exists":
		return there
	case "DoesNotExist":
		return !there
	}
	return false
}
