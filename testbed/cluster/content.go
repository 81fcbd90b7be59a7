package cluster

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	nodes          = "/api/v1/nodes"
	namespaces     = "/api/v1/namespaces"
	storageClasses = "/apis/storage.k8s.io/v1/storageclasses"
	definitions    = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
)

// Content brings in what every fresh testbed has. What is there already is
// left as it is: a test may have changed it on purpose, and `reset` is the way back.
func (c *Client) Content() error {
	if err := c.createMissing(namespaces, []Object{namespace(certManagerNamespace)}); err != nil {
		return err
	}
	if err := c.createMissing(storageClasses, c.storageClasses()); err != nil {
		return err
	}
	if c.hasNode {
		if err := c.nodeContent(); err != nil {
			return err
		}
	}
	return c.createMissing(nodes, c.simulatedNodes())
}

// createMissing reads first: a testbed that is complete is not written to, and
// the audit log shows that.
func (c *Client) createMissing(path string, objects []Object) error {
	list, err := c.Metadata(path)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, object := range items(list) {
		there[name(object)] = true
	}
	for _, object := range objects {
		if there[name(object)] {
			continue
		}
		if err := c.Create(path, object); err != nil {
			return err
		}
	}
	return nil
}

// Definitions applies the CustomResourceDefinitions in a folder of manifests
// named group_plural.yaml and waits until they are served.
func (c *Client) Definitions(folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*_*.yaml"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no CustomResourceDefinitions in %s", folder)
	}
	list, err := c.Get(definitions)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, object := range items(list) {
		there[name(object)] = condition(object, "Established") == "True"
	}
	for _, file := range files {
		group, plural, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".yaml"), "_")
		full := plural + "." + group
		if there[full] {
			continue
		}
		manifest, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := c.Apply(definitions+"/"+full, manifest); err != nil {
			return err
		}
		if err := c.await("the CustomResourceDefinition "+full, func() (bool, error) {
			object, err := c.Get(definitions + "/" + full)
			return err == nil && condition(object, "Established") == "True", err
		}); err != nil {
			return err
		}
	}
	return nil
}

// AwaitContent waits until the nodes are ready and pods can be created.
func (c *Client) AwaitContent() error {
	wanted := len(c.simulatedNodes())
	if c.hasNode {
		wanted++
		if err := c.awaitDNS(); err != nil {
			return err
		}
	}
	if err := c.await("the nodes to be ready", func() (bool, error) {
		list, err := c.Get(nodes)
		if err != nil {
			return false, err
		}
		ready := 0
		for _, object := range items(list) {
			if condition(object, "Ready") == "True" && !hasTaint(object, "node.kubernetes.io/not-ready") {
				ready++
			}
		}
		return ready >= wanted, nil
	}); err != nil {
		return err
	}
	return c.await("the default service account", func() (bool, error) {
		_, err := c.Get(namespaces + "/default/serviceaccounts/default")
		if IsCode(err, http.StatusNotFound) {
			return false, nil
		}
		return err == nil, err
	})
}

// await polls for up to a minute; an error ends the wait only when the time is over.
func (c *Client) await(what string, done func() (bool, error)) error {
	var last error
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		ok, err := done()
		if ok {
			return nil
		}
		last = err
	}
	if last != nil {
		return fmt.Errorf("waited a minute for %s: %w", what, last)
	}
	return fmt.Errorf("waited a minute for %s; `testbed status`, `testbed logs kwok` and, of a real node, `testbed logs kubelet` may tell why", what)
}

func hasTaint(node Object, key string) bool {
	taints, _ := field(node, "spec", "taints").([]any)
	for _, one := range taints {
		if taint, ok := one.(Object); ok && taint["key"] == key {
			return true
		}
	}
	return false
}
