package images

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Names are the full names of the images in an archive, of either common form.
func Names(archive io.Reader) ([]string, error) {
	var names []string
	entries := tar.NewReader(archive)
	for {
		entry, err := entries.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("this is no image archive, as `docker save`, skopeo, umoci or jib's buildTar write it: %w", err)
		}
		switch strings.TrimPrefix(entry.Name, "./") {
		case "manifest.json":
			names, err = appendNames(names, entries, dockerNames)
		case "index.json":
			names, err = appendNames(names, entries, layoutNames)
		}
		if err != nil {
			return nil, fmt.Errorf("%s in the archive: %w", entry.Name, err)
		}
	}
	if len(names) == 0 {
		return nil, errors.New("the archive names no image: give it a name when it is written (a tag, or the annotation " + nameAnnotation + ")")
	}
	return names, nil
}

func appendNames(names []string, content io.Reader, read func(*json.Decoder) ([]string, error)) ([]string, error) {
	more, err := read(json.NewDecoder(content))
	for _, one := range more {
		full := Full(one)
		if !contains(names, full) {
			names = append(names, full)
		}
	}
	return names, err
}

func contains(names []string, wanted string) bool {
	for _, one := range names {
		if one == wanted {
			return true
		}
	}
	return false
}

func dockerNames(content *json.Decoder) (names []string, err error) {
	var images []struct{ RepoTags []string }
	err = content.Decode(&images)
	for _, one := range images {
		names = append(names, one.RepoTags...)
	}
	return names, err
}

func layoutNames(content *json.Decoder) (names []string, err error) {
	var index struct {
		Manifests []struct{ Annotations map[string]string }
	}
	err = content.Decode(&index)
	for _, one := range index.Manifests {
		name := one.Annotations[nameAnnotation]
		// The other annotation often holds a mere tag, which names nothing.
		if other := one.Annotations["org.opencontainers.image.ref.name"]; name == "" && strings.ContainsAny(other, "/:") {
			name = other
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return names, err
}

// Full completes a name as every container runtime does: with a registry and a tag.
func Full(name string) string {
	first, _, more := strings.Cut(name, "/")
	switch {
	case !more:
		name = "docker.io/library/" + name
	case first != "localhost" && !strings.ContainsAny(first, ".:"):
		name = "docker.io/" + name
	}
	if last := name[strings.LastIndex(name, "/")+1:]; !strings.ContainsAny(last, ":@") {
		name += ":latest"
	}
	return name
}

// ByDigest is the name that stands for one content for ever.
func ByDigest(name, digest string) string {
	name, _, _ = strings.Cut(name, "@")
	slash := strings.LastIndex(name, "/")
	if colon := strings.LastIndex(name, ":"); colon > slash {
		name = name[:colon]
	}
	return name + "@" + digest
}
