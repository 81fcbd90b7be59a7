package daemons

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

// ServeBundleCommand is the hidden command that runs the bundle server.
const ServeBundleCommand = "__serve-bundle"

// BundlePath is where the bundle is served.
const BundlePath = "/drawbridge.tar.gz"

// ServeBundle serves one file at BundlePath until the process ends.
func ServeBundle(address, file string) error {
	server := http.Server{Addr: address, Handler: bundleHandler(file), ReadHeaderTimeout: 5 * time.Second}
	return server.ListenAndServe()
}

func bundleHandler(file string) http.Handler {
	var requests atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+BundlePath, func(writer http.ResponseWriter, request *http.Request) {
		requests.Add(1)
		content, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			http.Error(writer, "no bundle yet; `testbed policies` builds it", http.StatusNotFound)
			return
		}
		if err != nil {
			http.Error(writer, err.Error(), http.StatusInternalServerError)
			return
		}
		writer.Header().Set("Content-Type", "application/gzip")
		// By content, so that a bundle that was built again unchanged is not loaded again.
		writer.Header().Set("Etag", fmt.Sprintf(`"%x"`, sha256.Sum256(content)))
		http.ServeContent(writer, request, "", time.Time{}, bytes.NewReader(content))
	})
	mux.HandleFunc("GET /health", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /metrics", func(writer http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(writer, "# TYPE testbed_bundle_requests_total counter\ntestbed_bundle_requests_total %d\n", requests.Load())
	})
	return mux
}
