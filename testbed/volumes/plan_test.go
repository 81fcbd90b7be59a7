package volumes

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

const classes = `[
 {"metadata":{"name":"encrypted"},"provisioner":"testbed.drawbridge.dev/volumes","parameters":{"encrypted":"true"},"reclaimPolicy":"Delete","volumeBindingMode":"WaitForFirstConsumer"},
 {"metadata":{"name":"at-once"},"provisioner":"testbed.drawbridge.dev/volumes","reclaimPolicy":"Delete","volumeBindingMode":"Immediate"},
 {"metadata":{"name":"others"},"provisioner":"example.org/x","volumeBindingMode":"Immediate"}]`

func decide(t *testing.T, claims, volumes string, folders ...string) (made []string, plan Plan) {
	t.Helper()
	state := State{Node: "real", Folders: folders}
	for _, one := range []struct {
		text   string
		target any
	}{{"[" + claims + "]", &state.Claims}, {"[" + volumes + "]", &state.Volumes}, {classes, &state.Classes}} {
		if err := json.Unmarshal([]byte(one.text), one.target); err != nil {
			t.Fatalf("%v in %s", err, one.text)
		}
	}
	plan = Decide(state)
	for _, order := range plan.Make {
		made = append(made, order.Claim.volumeName()+" on "+order.Node)
	}
	return made, plan
}

func claim(class, more string) string {
	return `{"metadata":{"name":"c","namespace":"n","uid":"1"` + more + `},"spec":{"storageClassName":"` + class + `"}}`
}

func TestAVolumeIsMadeWhenItsTimeHasCome(t *testing.T) {
	const chosen = `,"annotations":{"volume.kubernetes.io/selected-node":"elsewhere"}`
	for _, one := range []struct {
		name, claim, volumes string
		made                 []string
	}{
		{"a pod was placed", claim("encrypted", chosen), "", []string{"pvc-1 on elsewhere"}},
		{"no pod was placed yet", claim("encrypted", ""), "", nil},
		{"the class does not wait for a pod", claim("at-once", ""), "", []string{"pvc-1 on real"}},
		{"another provisioner's class", claim("others", chosen), "", nil},
		{"the volume is there", claim("encrypted", chosen), `{"metadata":{"name":"pvc-1"}}`, nil},
		{"the claim chose its volume", strings.Replace(claim("encrypted", chosen), `"spec":{`, `"spec":{"volumeName":"v",`, 1), "", nil},
	} {
		if made, _ := decide(t, one.claim, one.volumes); !reflect.DeepEqual(made, one.made) {
			t.Errorf("%s: %q", one.name, made)
		}
	}
}

func TestAVolumeGoesWithItsClaim(t *testing.T) {
	volume := func(by, phase, policy string) string {
		return `{"metadata":{"name":"pvc-1","annotations":{"pv.kubernetes.io/provisioned-by":"` + by + `"}},"spec":{"persistentVolumeReclaimPolicy":"` + policy + `"},"status":{"phase":"` + phase + `"}}`
	}
	const ours = "testbed.drawbridge.dev/volumes"
	for text, wanted := range map[string]int{
		volume(ours, "Released", "Delete"):            1,
		volume(ours, "Bound", "Delete"):               0,
		volume(ours, "Released", "Retain"):            0,
		volume("example.org/x", "Released", "Delete"): 0,
	} {
		if _, plan := decide(t, "", text, "pvc-1"); len(plan.Release) != wanted || len(plan.Erase) != 0 {
			t.Errorf("%s: %+v", text, plan)
		}
	}
}

func TestOnlyFoldersOfNobodyAreErased(t *testing.T) {
	_, plan := decide(t, claim("encrypted", ""), `{"metadata":{"name":"pvc-2"}}`, "pvc-1", "pvc-2", "pvc-3")
	if !reflect.DeepEqual(plan.Erase, []string{"pvc-3"}) {
		t.Fatal(plan.Erase)
	}
}

func TestWhatCannotBeHadIsRefused(t *testing.T) {
	var block, odd Order
	block.Claim.Spec.Mode = "Block"
	odd.Class.Parameters = map[string]string{"encrypted": "yes"}
	for wanted, order := range map[string]Order{"volumeMode": block, "encrypted": odd} {
		if err := order.check(); err == nil || !strings.Contains(err.Error(), wanted) {
			t.Errorf("%s: %v", wanted, err)
		}
	}
}

func TestAVolumeOfTheRealNodeStaysThere(t *testing.T) {
	order := Order{Node: "real"}
	spec := order.object("/v", true)["spec"].(map[string]any)
	if spec["local"] == nil || spec["nodeAffinity"] == nil || spec["hostPath"] != nil {
		t.Errorf("%v", spec)
	}
	if spec = order.object("/v", false)["spec"].(map[string]any); spec["hostPath"] == nil || spec["local"] != nil {
		t.Errorf("%v", spec)
	}
}
