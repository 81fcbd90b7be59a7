package cluster

import (
	"net/http"
	"slices"
	"strings"
	"sync"
)

// kind is a type of object that the API server serves.
type kind struct {
	group, version, plural string
	namespaced             bool
}

// is compares with plural or, outside the core group, plural.group.
func (k kind) is(full string) bool { return k.String() == full }

func (k kind) String() string {
	if k.group == "" {
		return k.plural
	}
	return k.plural + "." + k.group
}

// list is the path of all objects of the kind, in all namespaces.
func (k kind) list() string { return k.prefix() + "/" + k.plural }

func (k kind) prefix() string {
	if k.group == "" {
		return "/api/" + k.version
	}
	return "/apis/" + k.group + "/" + k.version
}

// path is that of one object.
func (k kind) path(object Object) string {
	if space := text(object, "metadata", "namespace"); space != "" {
		return k.prefix() + "/namespaces/" + space + "/" + k.plural + "/" + name(object)
	}
	return k.list() + "/" + name(object)
}

// kinds are all that can be listed and deleted, each in its preferred version.
func (c *Client) kinds() ([]kind, error) {
	groups, err := c.Get("/apis")
	if err != nil {
		return nil, err
	}
	versions := []kind{{version: "v1"}}
	listed, _ := groups["groups"].([]any)
	for _, one := range listed {
		if group, ok := one.(Object); ok {
			versions = append(versions, kind{group: text(group, "name"), version: text(group, "preferredVersion", "version")})
		}
	}
	found := make([][]kind, len(versions))
	err = inParallel(len(versions), func(i int) error {
		served, err := c.Get(versions[i].prefix())
		// A group whose last definition is being deleted, or whose server is gone.
		if IsCode(err, http.StatusNotFound) || IsCode(err, http.StatusServiceUnavailable) {
			return nil
		}
		found[i] = deletable(versions[i], served)
		return err
	})
	return slices.Concat(found...), err
}

func deletable(version kind, served Object) (found []kind) {
	resources, _ := served["resources"].([]any)
	for _, one := range resources {
		resource, _ := one.(Object)
		plural := text(resource, "name")
		verbs, _ := resource["verbs"].([]any)
		if strings.Contains(plural, "/") || !slices.Contains(verbs, any("list")) || !slices.Contains(verbs, any("delete")) {
			continue
		}
		next := version
		next.plural = plural
		next.namespaced, _ = resource["namespaced"].(bool)
		found = append(found, next)
	}
	return found
}

// atOnce is how many requests are under way at a time; more do not make a
// control plane on two cores any faster.
const atOnce = 12

// inParallel calls action for 0 to count-1 and returns the first error.
func inParallel(count int, action func(int) error) error {
	var group sync.WaitGroup
	var once sync.Once
	var first error
	slots := make(chan struct{}, atOnce)
	for i := range count {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			if err := action(i); err != nil {
				once.Do(func() { first = err })
			}
		})
	}
	group.Wait()
	return first
}
