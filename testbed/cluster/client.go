// Package cluster speaks with the testbed's API server: it brings the default
// content in and takes everything else away again.
package cluster

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"drawbridge.dev/testbed/certificates"
	"drawbridge.dev/testbed/rundir"
)

// Object is a Kubernetes object or list, as JSON.
type Object = map[string]any

// Client speaks with the API server as the administrator.
type Client struct {
	http *http.Client
	base string
	// hasNode says that there is a real node beside the simulated ones.
	hasNode bool
}

// StatusError is an answer that is no success.
type StatusError struct {
	Code    int
	Message string
}

func (e StatusError) Error() string { return fmt.Sprintf("%d: %s", e.Code, e.Message) }

// HTTP returns a client that trusts the testbed's CA and shows the administrator's certificate.
func HTTP(layout rundir.Layout, timeout time.Duration) (*http.Client, error) {
	return httpAs(layout, certificates.Admin, timeout)
}

func httpAs(layout rundir.Layout, identity string, timeout time.Duration) (*http.Client, error) {
	ca, err := os.ReadFile(layout.Certificate(certificates.CA))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	pair, err := tls.LoadX509KeyPair(layout.Certificate(identity), layout.Key(identity))
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{
		TLSClientConfig:     &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 16,
		// No proxy: everything is on this machine.
	}
	return &http.Client{Transport: transport, Timeout: timeout}, nil
}

// Connect returns a client for the testbed's API server.
func Connect(layout rundir.Layout, settings rundir.Settings) (*Client, error) {
	client, err := HTTP(layout, 30*time.Second)
	if err != nil {
		return nil, err
	}
	return &Client{client, "https://" + settings.Loopback("kube-apiserver"), settings.HasNode()}, nil
}

// ConnectAs returns a client with an identity of its own, so that the audit log
// tells its requests from those of others. It may watch.
func ConnectAs(layout rundir.Layout, settings rundir.Settings, identity string) (*Client, error) {
	// Without a limit: a watch lasts as long as it may.
	client, err := httpAs(layout, identity, 0)
	if err != nil {
		return nil, err
	}
	return &Client{client, "https://" + settings.Loopback("kube-apiserver"), settings.HasNode()}, nil
}

const (
	asJSON = "application/json"
	// asMetadata asks for names, labels and the like only, whatever the objects hold.
	asMetadata = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
)

// Get reads an object or list.
func (c *Client) Get(path string) (Object, error) {
	return c.call(http.MethodGet, path, asJSON, "", nil)
}

// Metadata reads the metadata of a list's objects.
func (c *Client) Metadata(path string) (Object, error) {
	return c.call(http.MethodGet, path, asMetadata, "", nil)
}

// Create posts an object; one that is there already is left as it is.
func (c *Client) Create(path string, object Object) error {
	_, err := c.send(http.MethodPost, path, "application/json", object)
	if IsCode(err, http.StatusConflict) {
		return nil
	}
	return err
}

// Replace puts an object in the place of the one that is there.
func (c *Client) Replace(path string, object Object) error {
	_, err := c.send(http.MethodPut, path, "application/json", object)
	return err
}

// Merge patches an object; one that is not there is no error.
func (c *Client) Merge(path string, patch Object) error {
	_, err := c.send(http.MethodPatch, path, "application/merge-patch+json", patch)
	return unlessGone(err)
}

// Apply applies a manifest, in YAML, server-side.
func (c *Client) Apply(path string, manifest []byte) error {
	_, err := c.call(http.MethodPatch, path+"?fieldManager=testbed&force=true", asJSON, "application/apply-patch+yaml", manifest)
	return err
}

// Delete deletes an object or, given a list's path, everything in it, at once.
func (c *Client) Delete(path string) error {
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	_, err := c.call(http.MethodDelete, path+separator+"gracePeriodSeconds=0&propagationPolicy=Background", asJSON, "", nil)
	return unlessGone(err)
}

func (c *Client) send(method, path, kind string, object Object) (Object, error) {
	content, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	return c.call(method, path, asJSON, kind, content)
}

func (c *Client) call(method, path, accept, kind string, body []byte) (Object, error) {
	request, err := http.NewRequest(method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", accept)
	request.Header.Set("User-Agent", "drawbridge-testbed")
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	var object Object
	parsed := json.Unmarshal(content, &object)
	if response.StatusCode >= 300 {
		message, _ := object["message"].(string)
		if message == "" {
			message = strings.TrimSpace(string(content))
		}
		return nil, fmt.Errorf("%s %s: %w", method, path, StatusError{response.StatusCode, message})
	}
	return object, parsed
}
