package daemons

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"drawbridge.dev/testbed/rundir"
)

//go:embed config/audit.yaml
var auditPolicy []byte

//go:embed config/stages.yaml
var stages []byte

//go:embed config/metrics.rego
var metricsAuthz []byte

// AuthzPolicy is where a checkout keeps the policy that guards OPA's own API.
const AuthzPolicy = "policies/opa/authz.rego"

// WriteConfig renders the daemons' configuration files. It returns OPA's
// authorization policies; that of the checkout is left out while there is none,
// and then OPA refuses every decision.
func WriteConfig(layout rundir.Layout, settings rundir.Settings, checkout string) (authz []string, err error) {
	files := map[string][]byte{
		layout.Config("audit.yaml"):  auditPolicy,
		layout.Config("stages.yaml"): stages,
		layout.OpaConfig():           opaConfig(settings),
	}
	policy, err := os.ReadFile(filepath.Join(checkout, filepath.FromSlash(AuthzPolicy)))
	switch {
	case err == nil:
		own, metrics := filepath.Join(layout.OpaFolder(), "authz.rego"), filepath.Join(layout.OpaFolder(), "metrics.rego")
		files[own], files[metrics] = policy, metricsAuthz
		authz = []string{own, metrics}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	for path, content := range files {
		if err := rundir.WriteIfChanged(path, content); err != nil {
			return nil, err
		}
	}
	return authz, nil
}

func opaConfig(settings rundir.Settings) []byte {
	return fmt.Appendf(nil, `services:
  testbed:
    url: http://%s
bundles:
  drawbridge:
    service: testbed
    resource: %s
    polling:
      min_delay_seconds: 1
      max_delay_seconds: 2
decision_logs:
  console: true
`, settings.Loopback("policy-bundles"), BundlePath)
}
