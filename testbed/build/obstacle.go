package build

import (
	"fmt"
	"os/exec"
)

// Obstacle tells why a program that is missing cannot be built here; empty
// when all can.
func (c Cache) Obstacle(programs []Program) (why string, err error) {
	_, missing, err := c.look(programs)
	for _, program := range missing {
		if why := program.obstacle(); why != "" {
			return why, nil
		}
	}
	return "", err
}

func (p Program) obstacle() string {
	if p.Library == "" {
		return ""
	}
	for tool, of := range map[string]string{"gcc": "gcc and libc6-dev", "pkg-config": "pkg-config"} {
		if _, err := exec.LookPath(tool); err != nil {
			return fmt.Sprintf("building %s needs `%s` (package %s)", p.Name, tool, of)
		}
	}
	if exec.Command("pkg-config", "--exists", p.Library).Run() != nil {
		return fmt.Sprintf("building %s needs the C library %s with its headers (package %s-dev)", p.Name, p.Library, p.Library)
	}
	return ""
}
