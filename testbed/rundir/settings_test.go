package rundir

import (
	"strings"
	"testing"
)

func TestAProfileIsKeptAndGrows(t *testing.T) {
	for _, one := range []struct {
		now, asked, wanted Profile
		namespace, refusal string
	}{
		{now: "", asked: "", wanted: Control},
		{now: "", asked: Node, wanted: Node, namespace: "n"},
		{now: Control, asked: Node, wanted: Node, namespace: "n"},
		{now: Node, asked: "", wanted: Node, namespace: "n"},
		{now: Node, asked: Node, wanted: Node, namespace: "n"},
		{now: Node, asked: Control, refusal: "testbed down", namespace: "n"},
		{now: Control, asked: Node, refusal: "network of its own"},
	} {
		settings := Settings{Profile: one.now, Namespace: one.namespace}
		err := settings.Become(one.asked)
		if one.refusal != "" {
			if err == nil || !strings.Contains(err.Error(), one.refusal) {
				t.Errorf("%+v: %v", one, err)
			}
			continue
		}
		if err != nil || settings.Profile != one.wanted {
			t.Errorf("%+v: %s, error %v", one, settings.Profile, err)
		}
	}
}
