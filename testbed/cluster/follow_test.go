package cluster

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"
)

type named struct {
	Metadata struct{ Name string }
}

// A server whose first watch ends in the middle and whose second is refused:
// the follower lists anew and misses nothing.
func TestAFollowerSeesEveryChangeAcrossBrokenWatches(t *testing.T) {
	lists, watches := 0, 0
	object := func(name string) string {
		return fmt.Sprintf(`{"metadata":{"name":%q,"uid":%q,"resourceVersion":"7"}}`, name, name)
	}
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		switch {
		case request.URL.Query().Get("watch") == "":
			lists++
			fmt.Fprintf(writer, `{"metadata":{"resourceVersion":"5"},"items":[%s]}`, object(fmt.Sprint("list", lists)))
		case watches == 0:
			watches++
			fmt.Fprintf(writer, `{"type":"ADDED","object":%s}{"type":"DELETED","object":%s}`, object("new"), object("list1"))
		default:
			fmt.Fprint(writer, `{"type":"ERROR","object":{"code":410}}`)
		}
	}))
	defer server.Close()
	client := &Client{http: server.Client(), base: server.URL}
	states := make(chan []string)
	go Follow(client, "/things", func(all []named) {
		var names []string
		for _, one := range all {
			names = append(names, one.Metadata.Name)
		}
		slices.Sort(names)
		states <- names
	})
	for _, wanted := range [][]string{{"list1"}, {"list1", "new"}, {"new"}, {"list2"}} {
		select {
		case got := <-states:
			if !slices.Equal(got, wanted) {
				t.Fatalf("%q instead of %q", got, wanted)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%q was never seen", wanted)
		}
	}
}
