package build

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// toldEvery is the longest silence of a build: a quiet quarter of an hour looks broken.
const toldEvery = 15 * time.Second

func (c Cache) build(program Program, number string) (Found, error) {
	if why := program.obstacle(); why != "" {
		return Found{}, errors.New(why)
	}
	final, err := c.folder(program)
	if err != nil {
		return Found{}, err
	}
	part, err := os.MkdirTemp(c.Folder, ".building-")
	if err != nil {
		return Found{}, err
	}
	defer os.RemoveAll(part)
	fmt.Fprintf(c.Progress, "testbed: building %s %s (%s; usually %s with nothing cached, on 2 cores)\n",
		program.Name, program.Version, number, program.Usual)
	started := time.Now()
	if err := c.compile(program, part, number); err != nil {
		return Found{}, err
	}
	if err := os.Chmod(part, 0o755); err != nil {
		return Found{}, err
	}
	// A folder in the way is unusable, or it would have been found.
	if err := os.RemoveAll(final); err != nil {
		return Found{}, err
	}
	if err := os.Rename(part, final); err != nil {
		return Found{}, err
	}
	fmt.Fprintf(c.Progress, "testbed: built %s in %s\n", program.Name, time.Since(started).Round(time.Second))
	return program.in(final), nil
}

func (c Cache) compile(program Program, folder, number string) error {
	arguments := append([]string{"build", "-v", "-o", filepath.Join(folder, program.Name)}, program.Flags...)
	arguments = append(arguments, program.Package)
	if program.Module == "" {
		arguments = append(append([]string{"install", "-v"}, program.Flags...), program.Package+"@"+program.Version)
	}
	if err := c.goCommand(program, folder, arguments, c.watch(program, number)); err != nil {
		return err
	}
	// An installed program is called as its package is.
	if installed := path.Base(program.Package); program.Module == "" && installed != program.Name {
		if err := os.Rename(filepath.Join(folder, installed), filepath.Join(folder, program.Name)); err != nil {
			return err
		}
	}
	if program.Extra == nil {
		return nil
	}
	var where bytes.Buffer
	if err := c.goCommand(program, folder, []string{"list", "-m", "-f", "{{.Dir}}", program.Extra.Module}, func(command *exec.Cmd) error {
		command.Stdout = &where
		return command.Run()
	}); err != nil {
		return err
	}
	source := filepath.Join(strings.TrimSpace(where.String()), program.Extra.Folder)
	return os.CopyFS(filepath.Join(folder, program.Extra.Name), os.DirFS(source))
}

// goCommand runs the Go command with an environment that the key stands for.
func (c Cache) goCommand(program Program, folder string, arguments []string, run func(*exec.Cmd) error) error {
	command := exec.Command(c.Go, arguments...)
	command.Dir = folder
	if program.Module != "" {
		command.Dir = filepath.Join(c.Sources, program.Module)
	}
	cgo := "CGO_ENABLED=0"
	if program.Library != "" {
		cgo = "CGO_ENABLED=1"
	}
	command.Env = append(os.Environ(),
		cgo, "GOTOOLCHAIN=local", "GOFLAGS=", "GOWORK=off", "GOOS=", "GOARCH=", "GOBIN="+folder)
	if err := run(command); err != nil {
		return fmt.Errorf("building %s failed: %w", program.Name, err)
	}
	return nil
}

// watch runs a build and tells every now and then how far it is.
func (c Cache) watch(program Program, number string) func(*exec.Cmd) error {
	return func(command *exec.Cmd) error {
		output, err := command.StderrPipe()
		if err != nil {
			return err
		}
		if err := command.Start(); err != nil {
			return err
		}
		var packages, downloads atomic.Int64
		done := make(chan struct{})
		go c.tell(program, number, &packages, &downloads, done)
		last := readBuildOutput(output, &packages, &downloads)
		err = command.Wait()
		close(done)
		if err != nil {
			return fmt.Errorf("%w\n  %s", err, strings.Join(last, "\n  "))
		}
		return nil
	}
}

// readBuildOutput counts what the build names and keeps its last lines, for an error.
func readBuildOutput(output io.Reader, packages, downloads *atomic.Int64) (last []string) {
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "go: downloading ") {
			downloads.Add(1)
		} else {
			packages.Add(1)
		}
		if last = append(last, line); len(last) > 20 {
			last = last[1:]
		}
	}
	return last
}

func (c Cache) tell(program Program, number string, packages, downloads *atomic.Int64, done <-chan struct{}) {
	started := time.Now()
	ticker := time.NewTicker(toldEvery)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
			fmt.Fprintf(c.Progress, "testbed: building %s (%s): %s so far, %d modules downloaded, %d packages compiled\n",
				program.Name, number, time.Since(started).Round(time.Second), downloads.Load(), packages.Load())
		}
	}
}
