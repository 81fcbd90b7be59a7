package bundle

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drawbridge.dev/testbed/rundir"
)

func newSource(t *testing.T, script string) Source {
	t.Helper()
	source := Source{Checkout: t.TempDir(), Layout: rundir.Layout{Root: filepath.Join(t.TempDir(), "run")}}
	if err := source.Layout.Claim(); err != nil {
		t.Fatal(err)
	}
	if source.Present() {
		t.Fatal("policies are present before there are any")
	}
	write(t, source.script(), "#!/bin/sh\nset -e\n"+script)
	return source
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o700); err != nil {
		t.Fatal(err)
	}
}

func TestTheBundleIsBuiltWhenSomethingChanged(t *testing.T) {
	count := filepath.Join(t.TempDir(), "count")
	source := newSource(t, `echo . >>'`+count+`'; test "$1" = --published; echo "bundle of $2" >"$3"; echo 1.0-$(wc -l <'`+count+`')`)
	ensure := func(wanted string) {
		t.Helper()
		if revision, err := source.Ensure(); err != nil || revision != wanted {
			t.Fatalf("revision %q instead of %q, error %v", revision, wanted, err)
		}
	}
	ensure("1.0-1")
	ensure("1.0-1")
	write(t, filepath.Join(source.Checkout, "policies", "a", "b.rego"), "package a")
	ensure("1.0-2")
	if err := os.Remove(source.Layout.Bundle()); err != nil {
		t.Fatal(err)
	}
	ensure("1.0-3")
	if revision, err := source.Last(); err != nil || revision != "1.0-3" {
		t.Fatalf("last revision %q, error %v", revision, err)
	}
}

func TestABuildThatFailsTellsWhy(t *testing.T) {
	source := newSource(t, `echo "a.rego:1: unsafe variable" >&2; exit 1`)
	if _, err := source.Ensure(); err == nil || !strings.Contains(err.Error(), "unsafe variable") || !strings.Contains(err.Error(), "testbed policies") {
		t.Fatal(err)
	}
	if revision, err := source.Last(); err != nil || revision != "" {
		t.Fatalf("last revision %q, error %v", revision, err)
	}
}

func TestTheActiveRevisionIsAskedWithTheToken(t *testing.T) {
	opa := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		if request.Header.Get("Authorization") != "Bearer secret" {
			http.Error(writer, "no", http.StatusUnauthorized)
			return
		}
		writer.Write([]byte(`{"provenance": {"bundles": {"drawbridge": {"revision": "7"}}}}`))
	}))
	defer opa.Close()
	if revision, err := Active(opa.Client(), opa.URL, "secret"); err != nil || revision != "7" {
		t.Fatalf("revision %q, error %v", revision, err)
	}
	if _, err := Active(opa.Client(), opa.URL, "wrong"); err == nil || !strings.Contains(err.Error(), "401") {
		t.Fatal(err)
	}
}
