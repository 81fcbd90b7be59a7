//go:build selftest

package selftest

import (
	"os/exec"
	"strings"
	"testing"
)

// Where with-tools looks for a JDK, Maven and Go when they are not on PATH.
// Hidden in a mount namespace, so that the machine has none of them.
const withoutTools = `for folder in /usr/lib/jvm /usr/lib/go /usr/local /opt; do
  [ ! -d $folder ] || mount -t tmpfs none $folder
done
unset JAVA_HOME MAVEN_HOME GOROOT
HOME=/nonexistent PATH= exec "$BASH" ../../build/with-tools true`

func TestToolsMissing(t *testing.T) {
	unshare := []string{"--mount", "--map-root-user", "bash", "-euc"}
	if output, err := exec.Command("unshare", append(unshare, "mount -t tmpfs none /opt")...).CombinedOutput(); err != nil {
		t.Skipf("skipped, as this machine gives no mount namespace: %v %s", err, output)
	}
	output, err := exec.Command("unshare", append(unshare, withoutTools)...).CombinedOutput()
	if err == nil {
		t.Fatal("with-tools runs a command without any tools")
	}
	told := strings.TrimSuffix(string(output), "\n")
	if !strings.Contains(told, "No JDK 25 or newer was found: install one") {
		t.Errorf("with-tools does not say what to install:\n%s", told)
	}
	for line := range strings.SplitSeq(told, "\n") {
		if !strings.HasPrefix(line, "drawbridge: ") {
			t.Errorf("with-tools also says: %s", line)
		}
	}
}
