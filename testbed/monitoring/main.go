// Command monitoring-check reads Kubernetes objects as YAML from its standard
// input and checks those of the Prometheus operator: against the very types
// that their CustomResourceDefinitions are made from, without any field that
// these do not know, and alerts by Prometheus' own parser. It prints how many
// of each kind it found.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql/parser"
	yamlreader "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

func main() {
	if err := check(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "monitoring-check:", err)
		os.Exit(1)
	}
}

func check(in io.Reader, out io.Writer) error {
	var monitors, rules int
	documents := yamlreader.NewYAMLReader(bufio.NewReader(in))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			_, err = fmt.Fprintf(out, "ServiceMonitors: %d, PrometheusRules: %d\n", monitors, rules)
			return err
		}
		if err != nil {
			return err
		}
		var kind struct{ APIVersion, Kind string }
		if err := yaml.Unmarshal(document, &kind); err != nil {
			return err
		}
		switch kind.APIVersion + "/" + kind.Kind {
		case "monitoring.coreos.com/v1/ServiceMonitor":
			monitors++
			err = checkMonitor(document)
		case "monitoring.coreos.com/v1/PrometheusRule":
			rules++
			err = checkRules(document)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", kind.Kind, err)
		}
	}
}

func checkMonitor(document []byte) error {
	var monitor monitoring.ServiceMonitor
	if err := yaml.UnmarshalStrict(document, &monitor); err != nil {
		return err
	}
	if len(monitor.Spec.Endpoints) == 0 {
		return errors.New("it has no endpoint")
	}
	for _, endpoint := range monitor.Spec.Endpoints {
		if _, err := model.ParseDuration(string(endpoint.Interval)); err != nil {
			return fmt.Errorf("interval: %w", err)
		}
	}
	return nil
}

func checkRules(document []byte) error {
	var object monitoring.PrometheusRule
	if err := yaml.UnmarshalStrict(document, &object); err != nil {
		return err
	}
	for _, group := range object.Spec.Groups {
		for _, rule := range group.Rules {
			if _, err := parser.ParseExpr(rule.Expr.String()); err != nil {
				return fmt.Errorf("%s: %w", rule.Alert, err)
			}
			if rule.For != nil {
				if _, err := model.ParseDuration(string(*rule.For)); err != nil {
					return fmt.Errorf("%s: for: %w", rule.Alert, err)
				}
			}
		}
	}
	return nil
}
