// Package images writes container images as archives, and reads the names in
// those of others. An image depends on its content alone: the same content has
// the same digest everywhere.
package images

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"runtime"
)

// Image is an image of one layer.
type Image struct {
	Name       string
	Entrypoint []string
	Command    []string
	Files      []File
}

// File is one file of an image, owned by root: a folder without Content and
// Link, or a link to Link, or else a regular file.
type File struct {
	Path    string
	Mode    int64
	Content []byte
	Link    string
}

const (
	layerType    = "application/vnd.oci.image.layer.v1.tar"
	configType   = "application/vnd.oci.image.config.v1+json"
	manifestType = "application/vnd.oci.image.manifest.v1+json"
	indexType    = "application/vnd.oci.image.index.v1+json"
	// nameAnnotation is where containerd looks for an image's full name.
	nameAnnotation = "io.containerd.image.name"
)

type object = map[string]any

// archive is an OCI image layout that is written into a tar file.
type archive struct{ *tar.Writer }

// Write writes the image as an OCI image layout in a tar file.
func (i Image) Write(target io.Writer) error {
	layer, err := i.layer()
	if err != nil {
		return err
	}
	out := archive{tar.NewWriter(target)}
	written, err := out.blob(layerType, layer)
	if err != nil {
		return err
	}
	config, err := out.blobOf(configType, object{
		"architecture": runtime.GOARCH, "os": "linux",
		"config": object{"Entrypoint": i.Entrypoint, "Cmd": i.Command, "Env": []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}},
		"rootfs": object{"type": "layers", "diff_ids": []any{written["digest"]}},
	})
	if err != nil {
		return err
	}
	manifest, err := out.blobOf(manifestType, object{
		"schemaVersion": 2, "mediaType": manifestType, "config": config, "layers": []any{written}})
	if err != nil {
		return err
	}
	manifest["annotations"] = object{nameAnnotation: i.Name}
	index, err := json.Marshal(object{"schemaVersion": 2, "mediaType": indexType, "manifests": []any{manifest}})
	if err != nil {
		return err
	}
	if err := out.file("index.json", index); err != nil {
		return err
	}
	if err := out.file("oci-layout", []byte(`{"imageLayoutVersion":"1.0.0"}`)); err != nil {
		return err
	}
	return out.Close()
}

func (a archive) blobOf(mediaType string, content object) (descriptor object, err error) {
	written, err := json.Marshal(content)
	if err != nil {
		return nil, err
	}
	return a.blob(mediaType, written)
}

func (a archive) blob(mediaType string, content []byte) (descriptor object, err error) {
	sum := sha256.Sum256(content)
	digest := hex.EncodeToString(sum[:])
	return object{"mediaType": mediaType, "digest": "sha256:" + digest, "size": len(content)},
		a.file("blobs/sha256/"+digest, content)
}

func (a archive) file(name string, content []byte) error {
	if err := a.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content))}); err != nil {
		return err
	}
	_, err := a.Write(content)
	return err
}

func (i Image) layer() ([]byte, error) {
	var content bytes.Buffer
	out := tar.NewWriter(&content)
	for _, file := range i.Files {
		header := &tar.Header{Name: file.Path, Mode: file.Mode, Size: int64(len(file.Content)), Typeflag: tar.TypeReg}
		switch {
		case file.Link != "":
			header.Typeflag, header.Linkname = tar.TypeSymlink, file.Link
		case file.Content == nil:
			header.Typeflag = tar.TypeDir
		}
		if err := out.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := out.Write(file.Content); err != nil {
			return nil, err
		}
	}
	err := out.Close()
	return content.Bytes(), err
}
