package node

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"drawbridge.dev/testbed/build"
	"drawbridge.dev/testbed/images"
	"drawbridge.dev/testbed/rundir"
)

// Busybox is an image with the usual small programs, for tests.
const Busybox = "localhost/testbed/busybox:1"

// Images loads the images that every node has: those of the node's own pods,
// and Busybox. What is there already is left alone.
func Images(layout rundir.Layout, programs map[string]build.Found) error {
	runtime, err := ConnectRuntime(layout)
	if err != nil {
		return err
	}
	if err := runtime.Await(); err != nil {
		return err
	}
	there, err := runtime.Images()
	if err != nil {
		return err
	}
	makers := map[string]func() ([]images.File, error){Busybox: busybox}
	for _, name := range []string{"pause", "coredns", "metrics-server"} {
		makers["localhost/testbed/"+name+":1"] = func() ([]images.File, error) { return one(programs[name].Path) }
	}
	for name, files := range makers {
		if there[name] != "" {
			continue
		}
		image := images.Image{Name: name, Entrypoint: []string{"/bin/main"}}
		if name == Busybox {
			image.Entrypoint, image.Command = nil, []string{"/bin/sh"}
		}
		if image.Files, err = files(); err != nil {
			return err
		}
		var archive bytes.Buffer
		if err := image.Write(&archive); err != nil {
			return err
		}
		if _, err := runtime.Load([]string{name}, &archive); err != nil {
			return err
		}
	}
	return nil
}

// one is a static program and the folders that programs expect.
func one(program string) ([]images.File, error) {
	content, err := os.ReadFile(program)
	return []images.File{
		{Path: "bin/", Mode: 0o755}, {Path: "tmp/", Mode: 0o1777}, {Path: "etc/", Mode: 0o755},
		{Path: "etc/passwd", Mode: 0o644, Content: []byte("root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n")},
		{Path: "bin/main", Mode: 0o755, Content: content},
	}, err
}

// busybox has the machine's own static busybox under all its names.
func busybox() ([]images.File, error) {
	program, err := exec.LookPath("busybox")
	if err != nil {
		return nil, err
	}
	list, err := exec.Command(program, "--list").Output()
	if err != nil {
		return nil, fmt.Errorf("%s --list: %w", program, err)
	}
	files, err := one(program)
	for _, name := range strings.Fields(string(list)) {
		files = append(files, images.File{Path: "bin/" + name, Mode: 0o777, Link: "main"})
	}
	return files, err
}
