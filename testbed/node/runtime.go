package node

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"drawbridge.dev/testbed/images"
	"drawbridge.dev/testbed/processes"
	"drawbridge.dev/testbed/rundir"
)

// Runtime is the node's container runtime.
type Runtime struct {
	client  string
	machine processes.Identity
}

// ConnectRuntime finds the runtime of the testbed that is up.
func ConnectRuntime(layout rundir.Layout) (Runtime, error) {
	machine, ok := processes.Read(layout.PidFile("machine"))
	if !ok || !machine.Alive() {
		return Runtime{}, errors.New("no real node is up; `testbed up --profile node` starts one")
	}
	return Runtime{filepath.Join(layout.Bin(), "ctr"), machine}, nil
}

// Await waits until the runtime answers.
func (r Runtime) Await() (err error) {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if _, err = r.call(nil, "version"); err == nil {
			return nil
		}
	}
	return err
}

// Load loads an archive's images and returns them as NAME@DIGEST. Each is known
// by both names, so that a pod may ask for it by either, without any pull.
func (r Runtime) Load(names []string, archive io.Reader) (loaded []string, err error) {
	if _, err := r.call(archive, "images", "import", "-"); err != nil {
		return nil, err
	}
	digests, err := r.Images()
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		digest, ok := digests[name]
		if !ok {
			return nil, fmt.Errorf("the archive names %s, but holds no such image for this machine's processor", name)
		}
		byDigest := images.ByDigest(name, digest)
		if digests[byDigest] != digest {
			if _, err := r.call(nil, "images", "tag", "--force", name, byDigest); err != nil {
				return nil, err
			}
		}
		loaded = append(loaded, byDigest)
	}
	return loaded, nil
}

// Images are the digests of all images by their names.
func (r Runtime) Images() (map[string]string, error) {
	list, err := r.call(nil, "images", "list")
	if err != nil {
		return nil, err
	}
	return parseImages(list), nil
}

// parseImages reads a table with the columns name, type, digest and more.
func parseImages(table string) map[string]string {
	digests := map[string]string{}
	for _, line := range strings.Split(table, "\n") {
		if fields := strings.Fields(line); len(fields) > 2 && strings.HasPrefix(fields[2], "sha256:") {
			digests[fields[0]] = fields[2]
		}
	}
	return digests
}

func (r Runtime) call(input io.Reader, arguments ...string) (string, error) {
	line, err := processes.SharingMounts(r.machine, append([]string{r.client, "--namespace=k8s.io"}, arguments...))
	if err != nil {
		return "", err
	}
	command := exec.Command(line[0], line[1:]...)
	var output, failure bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = input, &output, &failure
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("ctr %s: %s", strings.Join(arguments, " "), strings.TrimSpace(failure.String()+" "+err.Error()))
	}
	return output.String(), nil
}
