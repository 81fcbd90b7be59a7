// The testbed: a real Kubernetes control plane on this machine, built from
// published Go modules. See README.md beside this file.
package main

import (
	"os"

	"drawbridge.dev/testbed/command"
)

func main() {
	os.Exit(command.Main(os.Args[1:]))
}
