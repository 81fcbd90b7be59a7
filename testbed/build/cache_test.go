package build

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

var tool = Program{Name: "tool", Module: "tool", Package: "."}

func newCache(t *testing.T) Cache {
	t.Helper()
	cache := Cache{Folder: t.TempDir(), Sources: t.TempDir(), GoVersion: "go1", Progress: &bytes.Buffer{}}
	put(t, filepath.Join(cache.Sources, "tool", "main.go"), "package main", 0o600)
	return cache
}

func put(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

func TestABuiltProgramIsFoundUntilItsInputsChange(t *testing.T) {
	cache := newCache(t)
	folder, err := cache.folder(tool)
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(folder, "tool"), "", 0o700)
	if found, missing, err := cache.look([]Program{tool}); err != nil || len(missing) > 0 || found["tool"].Path != filepath.Join(folder, "tool") {
		t.Fatalf("%v, missing %v, error %v", found, missing, err)
	}
	for name, change := range map[string]func(*Cache){
		"another Go":     func(c *Cache) { c.GoVersion = "go2" },
		"another source": func(c *Cache) { put(t, filepath.Join(c.Sources, "tool", "more.go"), "package main", 0o600) },
	} {
		changed := cache
		change(&changed)
		if _, missing, err := changed.look([]Program{tool}); err != nil || len(missing) != 1 {
			t.Errorf("%s: missing %v, error %v", name, missing, err)
		}
	}
}

func TestHalfAProgramIsNotUsed(t *testing.T) {
	cache := newCache(t)
	withExtra := tool
	withExtra.Extra = &Extra{Name: "crds"}
	folder, err := cache.folder(withExtra)
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(folder, "tool"), "", 0o700)
	if _, missing, _ := cache.look([]Program{withExtra}); len(missing) != 1 {
		t.Fatal("a program without its extra was used")
	}
	if _, missing, _ := cache.look([]Program{tool}); len(missing) != 0 {
		t.Fatal("the program alone was not found")
	}
	if err := os.Chmod(filepath.Join(folder, "tool"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, missing, _ := cache.look([]Program{tool}); len(missing) != 1 {
		t.Fatal("a program that is not executable was used")
	}
}

func TestPrebuiltProgramsComeFirst(t *testing.T) {
	cache := newCache(t)
	cache.Prebuilt = []string{t.TempDir()}
	path := filepath.Join(cache.Prebuilt[0], "tool")
	put(t, path, "", 0o700)
	if found, err := cache.Ensure([]Program{tool}); err != nil || found["tool"].Path != path {
		t.Fatalf("%v, error %v", found, err)
	}
}
