package images

import (
	"archive/tar"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestTheSameContentIsTheSameArchive(t *testing.T) {
	image := Image{Name: "localhost/x:1", Files: []File{{Path: "bin", Mode: 0o755}, {Path: "bin/x", Mode: 0o755, Content: []byte("x")}, {Path: "bin/y", Link: "x"}}}
	var one, other bytes.Buffer
	for _, target := range []*bytes.Buffer{&one, &other} {
		if err := image.Write(target); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(one.Bytes(), other.Bytes()) {
		t.Fatal("two archives of one image differ")
	}
	names, err := Names(&one)
	if err != nil || !slices.Equal(names, []string{"localhost/x:1"}) {
		t.Fatalf("%q, error %v", names, err)
	}
}

func TestNamesOfArchives(t *testing.T) {
	for _, one := range []struct {
		file, content string
		names         []string
	}{
		{"manifest.json", `[{"RepoTags":["localhost/a:1","b"]},{"RepoTags":null}]`, []string{"localhost/a:1", "docker.io/library/b:latest"}},
		{"./index.json", `{"manifests":[{"annotations":{"org.opencontainers.image.ref.name":"example.org/c:2"}}]}`, []string{"example.org/c:2"}},
		{"index.json", `{"manifests":[{"annotations":{"io.containerd.image.name":"localhost/d:1","org.opencontainers.image.ref.name":"1"}}]}`, []string{"localhost/d:1"}},
	} {
		names, err := Names(tarWith(t, one.file, one.content))
		if err != nil || !slices.Equal(names, one.names) {
			t.Errorf("%s: %q, error %v", one.content, names, err)
		}
	}
}

func TestAnArchiveWithoutNamesSaysWhatToDo(t *testing.T) {
	for content, wanted := range map[string]string{
		`{"manifests":[{"annotations":{"org.opencontainers.image.ref.name":"latest"}}]}`: "names no image",
		`{"manifests":`: "index.json",
	} {
		if _, err := Names(tarWith(t, "index.json", content)); err == nil || !strings.Contains(err.Error(), wanted) {
			t.Errorf("%s: %v", content, err)
		}
	}
	if _, err := Names(strings.NewReader("no archive at all, " + strings.Repeat("x", 600))); err == nil {
		t.Error("something else was taken for an archive")
	}
}

func TestFullNames(t *testing.T) {
	for name, full := range map[string]string{
		"busybox":               "docker.io/library/busybox:latest",
		"busybox:1":             "docker.io/library/busybox:1",
		"team/app":              "docker.io/team/app:latest",
		"localhost/app:1":       "localhost/app:1",
		"example.org/app":       "example.org/app:latest",
		"host:5000/app":         "host:5000/app:latest",
		"example.org/a@sha256:": "example.org/a@sha256:",
	} {
		if got := Full(name); got != full {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestNamesByDigest(t *testing.T) {
	for name, wanted := range map[string]string{
		"localhost/app:1":       "localhost/app@sha256:1",
		"host:5000/app":         "host:5000/app@sha256:1",
		"localhost/a@sha256:33": "localhost/a@sha256:1",
	} {
		if got := ByDigest(name, "sha256:1"); got != wanted {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func tarWith(t *testing.T, name, content string) *bytes.Buffer {
	t.Helper()
	var archive bytes.Buffer
	writer := tar.NewWriter(&archive)
	if err := writer.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(content))}); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprint(writer, content); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return &archive
}
