// Package bundle builds the checkout's policy bundle and waits until OPA
// decides by it.
package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"drawbridge.dev/testbed/rundir"
)

// decision is the only address of OPA's data that its own policy lets us ask;
// with provenance it also names the revision that it answers by.
const decision = "/v1/data/drawbridge/admission/decision?provenance=true"

// name is the bundle's name in OPA's configuration.
const name = "drawbridge"

const patience = 30 * time.Second

// Source is the checkout's own build of its policies.
type Source struct {
	Checkout string
	Layout   rundir.Layout
}

func (s Source) script() string { return filepath.Join(s.Checkout, "policies", "build") }

// Present reports whether the checkout has policies to build.
func (s Source) Present() bool {
	info, err := os.Stat(s.script())
	return err == nil && info.Mode().IsRegular()
}

// built is what is remembered of the last build.
type built struct {
	Key      string `json:"key"`
	Revision string `json:"revision"`
}

// Ensure builds the bundle unless the sources are those of the last build.
func (s Source) Ensure() (revision string, err error) {
	key, err := s.key()
	if err != nil {
		return "", err
	}
	var last built
	content, err := os.ReadFile(s.Layout.BundleKey())
	if err == nil && json.Unmarshal(content, &last) == nil && last.Key == key {
		if _, err := os.Stat(s.Layout.Bundle()); err == nil {
			return last.Revision, nil
		}
	}
	return s.build(key)
}

// Build builds the bundle in any case.
func (s Source) Build() (revision string, err error) {
	key, err := s.key()
	if err != nil {
		return "", err
	}
	return s.build(key)
}

func (s Source) build(key string) (string, error) {
	var output, complaints bytes.Buffer
	command := exec.Command(s.script(), "--published", time.Now().UTC().Format(time.RFC3339), s.Layout.Bundle())
	command.Env = append(os.Environ(), "PATH="+s.Layout.Bin()+":"+os.Getenv("PATH"))
	command.Stdout, command.Stderr = &output, &complaints
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("policies/build failed (%w); repair the policies and run `testbed policies`:\n  %s",
			// OPA complains on its standard output.
			err, strings.ReplaceAll(strings.TrimSpace(complaints.String()+output.String()), "\n", "\n  "))
	}
	revision := strings.TrimSpace(output.String())
	if revision == "" || strings.Contains(revision, "\n") {
		return "", fmt.Errorf("policies/build must print the revision and nothing else, but printed %q", revision)
	}
	content, err := json.Marshal(built{key, revision})
	if err != nil {
		return "", err
	}
	return revision, rundir.WriteFile(s.Layout.BundleKey(), content)
}

// key is a hash of everything in the policies' folder.
func (s Source) key() (string, error) {
	var text strings.Builder
	root := filepath.Dir(s.script())
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // an editor's file that is gone again
		}
		fmt.Fprintf(&text, "%s %s\n", path[len(root):], rundir.Digest(string(content)))
		return err
	})
	return rundir.Digest(text.String()), err
}

// Await waits until OPA decides by that revision.
func Await(client *http.Client, opa, token, revision string) error {
	var last string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		active, err := Active(client, opa, token)
		if err == nil && active == revision {
			return nil
		}
		last = "decides by revision " + active
		if active == "" {
			last = "has no bundle yet"
		}
		if err != nil {
			last = err.Error()
		}
	}
	return fmt.Errorf("OPA does not decide by revision %s after %s (%s); `testbed status` and `testbed logs opa` may tell why", revision, patience, last)
}

// Active is the revision that OPA decides by; empty when it has no bundle.
func Active(client *http.Client, opa, token string) (string, error) {
	request, err := http.NewRequest(http.MethodPost, opa+decision, strings.NewReader(`{"input":{}}`))
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("OPA answers %d: %s", response.StatusCode, bytes.TrimSpace(content))
	}
	var answer struct {
		Provenance struct {
			Bundles map[string]struct{ Revision string }
		}
	}
	if err := json.Unmarshal(content, &answer); err != nil {
		return "", err
	}
	return answer.Provenance.Bundles[name].Revision, nil
}

// Last is the revision of the last build, without building; empty when there was none.
func (s Source) Last() (revision string, err error) {
	var last built
	content, err := os.ReadFile(s.Layout.BundleKey())
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	err = json.Unmarshal(content, &last)
	return last.Revision, err
}
