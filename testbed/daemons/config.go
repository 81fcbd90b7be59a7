package daemons

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"drawbridge.dev/testbed/node"
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
	if settings.HasNode() {
		files[layout.Config("scheduler.yaml")] = schedulerConfig(layout, settings)
		if err := node.WriteConfig(layout); err != nil {
			return nil, err
		}
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

// schedulerConfig makes every pod run on the real node that may: simulated nodes
// are tainted there, and nothing outweighs that. With such a file the scheduler
// takes no notice of the flags that say the same.
func schedulerConfig(layout rundir.Layout, settings rundir.Settings) []byte {
	connection := fmt.Sprintf("kubeconfig: %q", layout.ClientConfig("kube-scheduler"))
	if qps, err := strconv.Atoi(settings.KubeAPIQPS); err == nil {
		connection += fmt.Sprintf(", qps: %d, burst: %d", qps, 2*qps)
	}
	return fmt.Appendf(nil, `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
clientConnection: {%s}
leaderElection: {leaderElect: false}
profiles:
  - schedulerName: default-scheduler
    plugins:
      score:
        enabled: [{name: TaintToleration, weight: 100}]
`, connection)
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
