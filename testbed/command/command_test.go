package command

import (
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestMistakesOnTheCommandLineNameTheRemedy(t *testing.T) {
	t.Setenv("TESTBED_RUN", t.TempDir())
	t.Setenv(sourcesVariable, t.TempDir())
	for _, one := range []struct{ line, remedy string }{
		{"", "testbed help"},
		{"upp", "testbed help"},
		{"up --fast", "--quiet"},
		{"up now", "--quiet"},
		{"up --profile=big", "--profile node"},
		{"can", "testbed can node"},
		{"can big", "control"},
		{"build", "testbed build node"},
		{"load", "testbed load"},
		{"up --profile", "testbed up --profile control"},
		{"up --kube-api-qps", "testbed up --kube-api-qps 200"},
		{"up --kube-api-qps=0", "whole number"},
		{"up --kube-api-qps many", "whole number"},
		{"down now", "no arguments"},
		{"run", "testbed run -- kubectl"},
		{"run --", "testbed run -- kubectl"},
		{"stop", "kube-apiserver"},
		{"stop everything", "kube-apiserver"},
		{"logs opa etcd", "kube-apiserver"},
	} {
		err := dispatch(strings.Fields(one.line), io.Discard, io.Discard)
		var usage usageError
		if !errors.As(err, &usage) || !strings.Contains(err.Error(), one.remedy) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", one.line, err)
		}
	}
}

func TestUpTakesItsFlagsInBothForms(t *testing.T) {
	for _, line := range []string{"--kube-api-qps 200 --quiet --profile control", "--quiet --profile=control --kube-api-qps=200"} {
		options, err := parseUp(strings.Fields(line))
		if err != nil || !options.quiet || options.qps != "200" {
			t.Errorf("%q: %+v, error %v", line, options, err)
		}
	}
}

func TestHelpNamesEveryCommand(t *testing.T) {
	var text strings.Builder
	for _, line := range [][]string{{"help"}, {"--help"}, {"up", "--help"}} {
		text.Reset()
		t.Setenv(sourcesVariable, t.TempDir())
		if err := dispatch(line, &text, io.Discard); err != nil {
			t.Fatal(err)
		}
		for _, one := range verbs() {
			if !strings.Contains(text.String(), "  "+one.name) {
				t.Errorf("%v: %s is missing", line, one.name)
			}
		}
	}
}

func TestAShellReadsBackWhatWasQuoted(t *testing.T) {
	for _, text := range []string{"", "plain", "it's", `a "b" $HOME`, "`id`", "$(id)", "two\nlines", `\'`, "*"} {
		output, err := exec.Command("sh", "-c", "printf %s "+quote(text)).Output()
		if err != nil || string(output) != text {
			t.Errorf("%q became %q, error %v", text, output, err)
		}
	}
}

func TestACommandGetsOurVariablesOnceAndNoneOfTheLaunchers(t *testing.T) {
	got := with([]string{"KUBECONFIG=/old", "HOME=/h", "DRAWBRIDGE_TESTBED_SOURCES=/s"}, map[string]string{"KUBECONFIG": "/new", "A": "1"})
	if wanted := []string{"HOME=/h", "A=1", "KUBECONFIG=/new"}; !slices.Equal(got, wanted) {
		t.Errorf("%q instead of %q", got, wanted)
	}
}
