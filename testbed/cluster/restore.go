package cluster

import (
	"errors"
	"net/http"
	"slices"
)

// targets are all objects of the wanted kinds that are not the testbed's own.
func (c *Client) targets(wanted func(kind) bool) ([]target, error) {
	kinds, err := c.kinds()
	if err != nil {
		return nil, err
	}
	kinds = slices.DeleteFunc(kinds, func(k kind) bool { return !wanted(k) })
	found := make([][]target, len(kinds))
	err = inParallel(len(kinds), func(i int) error {
		list, err := c.Metadata(kinds[i].list())
		if IsCode(err, http.StatusNotFound) || IsCode(err, http.StatusMethodNotAllowed) {
			return nil // its definition has just been deleted
		}
		for _, object := range items(list) {
			if !kept(kinds[i], object) {
				found[i] = append(found[i], target{kinds[i], object})
			}
		}
		return err
	})
	return slices.Concat(found...), err
}

// restore puts the default objects back to what they were.
func (c *Client) restore() error {
	var failures []error
	for _, object := range c.simulatedNodes() {
		failures = append(failures, c.Replace(nodes+"/"+name(object), object))
	}
	if c.hasNode {
		failures = append(failures, c.restoreRealNode())
	}
	for _, object := range c.storageClasses() {
		failures = append(failures, c.replaceWhole(storageClasses, object))
	}
	for _, space := range standing {
		failures = append(failures, c.restoreNamespace(space))
	}
	return errors.Join(failures...)
}

// replaceWhole also replaces what may not be changed, by a new object.
func (c *Client) replaceWhole(list string, object Object) error {
	err := c.Replace(list+"/"+name(object), object)
	if !IsCode(err, http.StatusUnprocessableEntity) && !IsCode(err, http.StatusForbidden) {
		return err
	}
	if err := c.Delete(list + "/" + name(object)); err != nil {
		return err
	}
	return c.Create(list, object)
}

// restoreNamespace takes labels and annotations of others off.
func (c *Client) restoreNamespace(space string) error {
	now, err := c.Get(namespaces + "/" + space)
	if err != nil {
		return err
	}
	labels, _ := field(now, "metadata", "labels").(Object)
	if len(labels) == 1 && !has(now, "annotations") {
		return nil
	}
	whole := namespace(space)
	whole["spec"] = now["spec"]
	return c.Replace(namespaces+"/"+space, whole)
}
