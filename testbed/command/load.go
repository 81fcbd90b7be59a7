package command

import (
	"fmt"
	"io"
	"os"

	"drawbridge.dev/testbed/images"
	"drawbridge.dev/testbed/node"
)

// load brings the images of an archive onto the real node.
func load(t testbed, arguments []string) error {
	if len(arguments) != 1 {
		return usageError("`testbed load` takes one image archive, as in `testbed load target/jib-image.tar`")
	}
	archive, err := os.Open(arguments[0])
	if err != nil {
		return err
	}
	defer archive.Close()
	if _, err := t.settings(); err != nil {
		return err
	}
	names, err := images.Names(archive)
	if err != nil {
		return fmt.Errorf("%s: %w", arguments[0], err)
	}
	if _, err := archive.Seek(0, io.SeekStart); err != nil {
		return err
	}
	runtime, err := node.ConnectRuntime(t.layout)
	if err != nil {
		return err
	}
	loaded, err := runtime.Load(names, archive)
	for _, one := range loaded {
		fmt.Fprintln(t.out, one)
	}
	return err
}
