package command

import (
	"errors"
	"fmt"
	"net/http"
	"os"

	"drawbridge.dev/testbed/bundle"
	"drawbridge.dev/testbed/rundir"
)

func policies(t testbed, arguments []string) error {
	if err := none("policies", arguments); err != nil {
		return err
	}
	settings, err := t.settings()
	if err != nil {
		return err
	}
	if err := t.enter(settings, []string{"policies"}); err != nil {
		return err
	}
	lock, err := t.lock()
	if err != nil {
		return err
	}
	defer lock.Release()
	client, err := t.probe()
	if err != nil {
		return err
	}
	revision, err := t.activatePolicies(settings, client, bundle.Source.Build)
	if err != nil {
		return err
	}
	if revision == "" {
		return errors.New("this checkout has no policies/build, so there is nothing to build")
	}
	fmt.Fprintln(t.out, revision)
	return nil
}

// activatePolicies builds the bundle and waits until OPA decides by it. Without
// policies in the checkout there is nothing to do and no revision.
func (t testbed) activatePolicies(settings rundir.Settings, client *http.Client, build func(bundle.Source) (string, error)) (revision string, err error) {
	source := bundle.Source{Checkout: t.checkout(), Layout: t.layout}
	if !source.Present() {
		return "", nil
	}
	if revision, err = build(source); err != nil || revision == "" {
		return "", err
	}
	token, err := os.ReadFile(t.layout.OpaToken())
	if err != nil {
		return "", err
	}
	return revision, bundle.Await(client, "https://"+settings.Loopback("opa"), string(token), revision)
}
