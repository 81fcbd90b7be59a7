package daemons

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

func TestBundleAppearsIsCachedAndChanges(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bundle.tar.gz")
	handler := bundleHandler(file)
	get := func(etag string) *httptest.ResponseRecorder {
		request := httptest.NewRequest(http.MethodGet, BundlePath, nil)
		if etag != "" {
			request.Header.Set("If-None-Match", etag)
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		return recorder
	}
	write := func(content string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}

	if code := get("").Code; code != http.StatusNotFound {
		t.Fatalf("without a bundle: %d", code)
	}
	write("one")
	first := get("")
	if first.Code != http.StatusOK || first.Body.String() != "one" {
		t.Fatalf("%d %q", first.Code, first.Body)
	}
	if code := get(first.Header().Get("Etag")).Code; code != http.StatusNotModified {
		t.Fatalf("unchanged: %d", code)
	}
	write("two")
	if changed := get(first.Header().Get("Etag")); changed.Code != http.StatusOK || changed.Body.String() != "two" {
		t.Fatalf("changed: %d %q", changed.Code, changed.Body)
	}
}
