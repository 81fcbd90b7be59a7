package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// retryAfter is how soon a watch that broke off begins anew.
const retryAfter = 200 * time.Millisecond

// copyOf is a list as it was last seen, by the objects' ids.
type copyOf[T any] map[string]T

// key is what tells objects apart and watches where they are.
type key struct {
	Metadata struct {
		UID             string `json:"uid"`
		ResourceVersion string `json:"resourceVersion"`
	} `json:"metadata"`
}

// Follow watches a list without end. It calls changed with all objects at the
// start and after every change; while the API server is away, nothing changes.
func Follow[T any](c *Client, path string, changed func([]T)) {
	for ; ; time.Sleep(retryAfter) {
		seen, version, err := listAll[T](c, path)
		if err != nil {
			continue
		}
		changed(seen.objects())
		for err == nil {
			version, err = watchFrom(c, path, version, seen, changed)
		}
	}
}

func listAll[T any](c *Client, path string) (copyOf[T], string, error) {
	response, err := c.open(path, "")
	if err != nil {
		return nil, "", err
	}
	defer response.Close()
	var list struct {
		key
		Items []json.RawMessage `json:"items"`
	}
	if err := json.NewDecoder(response).Decode(&list); err != nil {
		return nil, "", err
	}
	seen := copyOf[T]{}
	for _, item := range list.Items {
		if _, err := seen.put(item); err != nil {
			return nil, "", err
		}
	}
	return seen, list.Metadata.ResourceVersion, nil
}

// watchFrom returns the version to go on from when the server ends the watch.
func watchFrom[T any](c *Client, path, version string, seen copyOf[T], changed func([]T)) (string, error) {
	response, err := c.open(path, "?watch=1&allowWatchBookmarks=true&resourceVersion="+version)
	if err != nil {
		return version, err
	}
	defer response.Close()
	events := json.NewDecoder(response)
	for {
		var event struct {
			Type   string          `json:"type"`
			Object json.RawMessage `json:"object"`
		}
		if err := events.Decode(&event); errors.Is(err, io.EOF) {
			return version, nil
		} else if err != nil {
			return version, err
		}
		one, err := seen.take(event.Type, event.Object)
		if err != nil {
			return version, err
		}
		version = one.Metadata.ResourceVersion
		if event.Type != "BOOKMARK" {
			changed(seen.objects())
		}
	}
}

func (c copyOf[T]) take(event string, object json.RawMessage) (one key, err error) {
	switch event {
	case "ADDED", "MODIFIED":
		return c.put(object)
	case "DELETED":
		err = json.Unmarshal(object, &one)
		delete(c, one.Metadata.UID)
	case "BOOKMARK":
		err = json.Unmarshal(object, &one)
	default:
		// Most often the version is too old to go on from.
		err = fmt.Errorf("%s: %s", event, object)
	}
	return one, err
}

func (c copyOf[T]) put(object json.RawMessage) (one key, err error) {
	var value T
	if err := json.Unmarshal(object, &one); err != nil {
		return one, err
	}
	if err := json.Unmarshal(object, &value); err != nil {
		return one, err
	}
	c[one.Metadata.UID] = value
	return one, nil
}

func (c copyOf[T]) objects() []T {
	all := make([]T, 0, len(c))
	for _, one := range c {
		all = append(all, one)
	}
	return all
}

func (c *Client) open(path, query string) (io.ReadCloser, error) {
	request, err := http.NewRequest(http.MethodGet, c.base+path+query, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "drawbridge-testbed")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		response.Body.Close()
		return nil, fmt.Errorf("%s: %s", path, response.Status)
	}
	return response.Body, nil
}
