package dev.drawbridge.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.harness.Chart;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart renders, for which values. */
@OnTestbed
class ChartIT {

  private static final Path RESOURCES = Path.of("src", "test", "resources", "chart");

  @TempDir static Path schemas;

  private static Testbed testbed;
  private static String location;

  @BeforeAll
  static void readSchemas(Testbed given, KubernetesClient client) {
    testbed = given;
    testbed.applyCrds(Samples.CRDS);
    location = new ApiSchemas(client).writeTo(schemas);
  }

  static Stream<Path> valuesFiles() throws IOException {
    try (Stream<Path> files = Files.list(RESOURCES.resolve("values"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void rendersWhatTheApiServersOwnSchemasAccept(Path values, @TempDir Path folder)
      throws IOException {
    Path rendered = folder.resolve("rendered.yaml");
    Files.writeString(rendered, Chart.in(testbed).values(values).render());

    CommandResult result =
        testbed.run(
            "kubeconform",
            "-strict",
            "-summary",
            "-schema-location=" + location,
            // Kinds of the Prometheus operator, which this API server does not serve; see below.
            "-skip=ServiceMonitor,PrometheusRule",
            rendered.toString());

    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
    assertThat(result.stdout()).contains("Invalid: 0, Errors: 0");
  }

  @Test
  void itsMonitoringIsWhatThePrometheusOperatorTakes() {
    String rendered = Chart.in(testbed).values(RESOURCES.resolve("values/monitored.yaml")).render();

    CommandResult result = testbed.runWithInput(rendered, "monitoring-check");

    assertThat(result.exitCode()).as(result.stderr()).isZero();
    assertThat(result.stdout()).contains("ServiceMonitors: 1, PrometheusRules: 1");
    assertThat(
            testbed.runWithInput(
                rendered.replace("expr: sum(", "expr: summe("), "monitoring-check"))
        .extracting(CommandResult::stderr)
        .asString()
        .contains("DrawbridgePolicyCannotBeAsked", "summe");
    assertThat(
            testbed.runWithInput(
                rendered.replace("interval: 15s", "intervall: 15s"), "monitoring-check"))
        .extracting(CommandResult::stderr)
        .asString()
        .contains("intervall");
  }

  @Test
  void theSchemasDoRefuse(@TempDir Path folder) throws IOException {
    Path rendered = folder.resolve("rendered.yaml");
    Files.writeString(
        rendered, Chart.in(testbed).render().replace("  minAvailable: 1", "  minAvailabel: 1"));

    CommandResult result =
        testbed.run("kubeconform", "-strict", "-schema-location=" + location, rendered.toString());

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.stdout()).contains("minAvailabel");
  }

  @Test
  void refusesToRenderWithoutPolicies() {
    CommandResult result =
        testbed.run(
            "helm",
            "template",
            Path.of("..", "charts", "drawbridge").toString(),
            "--set=sidecar.image.digest=" + Given.DOOR_DIGEST);

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.stderr()).contains("no policy bundle", "charts/package");
  }

  @Test
  void everyNameOfTheSmallestInstallationIsMeant() {
    assertThat(names(Chart.in(testbed).values(RESOURCES.resolve("values/smallest.yaml"))))
        .containsExactlyInAnyOrder(
            "Certificate/drawbridge-ca",
            "Certificate/drawbridge-collector",
            "Certificate/drawbridge-identity-ca",
            "Certificate/drawbridge-opa",
            "Certificate/drawbridge-operator",
            "ClusterRole/drawbridge-auditor",
            "ClusterRole/drawbridge-edit",
            "ClusterRole/drawbridge-operator",
            "ClusterRole/drawbridge-security",
            "ClusterRole/drawbridge-serving",
            "ClusterRole/drawbridge-view",
            "ClusterRoleBinding/drawbridge-operator",
            "ClusterIssuer/drawbridge-ca",
            "ClusterIssuer/drawbridge-selfsigned",
            "ConfigMap/drawbridge-opa",
            "ConfigMap/drawbridge-policies",
            "Deployment/drawbridge-opa",
            "Deployment/drawbridge-operator",
            "Issuer/drawbridge-ca",
            "Issuer/drawbridge-selfsigned",
            "Pod/drawbridge-test",
            "Role/drawbridge-auditor",
            "Role/drawbridge-operator",
            "RoleBinding/drawbridge-operator",
            "Secret/drawbridge-opa-token",
            "Service/drawbridge-opa",
            "Service/drawbridge-operator",
            "ServiceAccount/drawbridge-opa",
            "ServiceAccount/drawbridge-operator",
            "ValidatingAdmissionPolicy/drawbridge-identities",
            "ValidatingAdmissionPolicy/drawbridge-log-key",
            "ValidatingAdmissionPolicy/drawbridge-operator-bounds",
            "ValidatingAdmissionPolicyBinding/drawbridge-identities",
            "ValidatingAdmissionPolicyBinding/drawbridge-log-key",
            "ValidatingAdmissionPolicyBinding/drawbridge-operator-bounds",
            "ValidatingWebhookConfiguration/drawbridge");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DataClassification/public | classifications.create=true",
        "DataClassification/strictly-confidential | classifications.create=true",
        "NetworkPolicy/drawbridge-deny-all | networkPolicies.enabled=true",
        "NetworkPolicy/drawbridge-opa | networkPolicies.enabled=true",
        "PodDisruptionBudget/drawbridge-operator | podDisruptionBudgets.enabled=true,operator.replicas=2",
        "PodDisruptionBudget/drawbridge-opa | podDisruptionBudgets.enabled=true,opa.replicas=2",
        "ValidatingAdmissionPolicy/drawbridge-serving-namespaces | isolation.enforced=true",
        "ValidatingAdmissionPolicy/drawbridge-namespace-labels | isolation.enforced=true",
        "ValidatingAdmissionPolicy/drawbridge-own-namespace | isolation.enforced=true",
        "ClusterRole/drawbridge-break-glass | isolation.enforced=true",
        "ServiceMonitor/drawbridge-operator | monitoring.serviceMonitor.enabled=true",
        "PrometheusRule/drawbridge | monitoring.prometheusRule.enabled=true"
      })
  void canBeSwitched(String object, String on) {
    Path smallest = RESOURCES.resolve("values/smallest.yaml");

    assertThat(names(Chart.in(testbed).values(smallest))).doesNotContain(object);
    assertThat(names(Chart.in(testbed).values(smallest).set(on))).contains(object);
  }

  @Test
  void auditorsMayStartTheExportOnlyWhereAPolicyBoundsThem() {
    Path smallest = RESOURCES.resolve("values/smallest.yaml");
    List<String> auditors = List.of("auditors.yaml");

    assertThat(Chart.in(testbed).values(smallest).show(auditors).render())
        .contains("audit-keys")
        .doesNotContain("pods/exec");
    assertThat(
            Chart.in(testbed)
                .values(smallest)
                .set("isolation.enforced=true")
                .show(auditors)
                .render())
        .contains("pods/exec");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Issuer/drawbridge-ca",
        "Issuer/drawbridge-selfsigned",
        "Certificate/drawbridge-ca",
        "ClusterIssuer/drawbridge-ca",
        "ClusterIssuer/drawbridge-selfsigned",
        "Certificate/drawbridge-identity-ca",
        "ConfigMap/drawbridge-policies",
        "Secret/drawbridge-opa-token"
      })
  void makesNoneWhereThereIsOneOfYourOwn(String object) {
    assertThat(names(Chart.in(testbed).values(RESOURCES.resolve("values/everything.yaml"))))
        .doesNotContain(object);
  }

  @Test
  void takesADigestRatherThanATag() {
    Chart chart = Chart.in(testbed).values(RESOURCES.resolve("values/everything.yaml"));

    assertThat(deployment(chart, "drawbridge-operator"))
        .extracting(one -> one.get("spec", "template", "spec", "containers", 0, "image"))
        .asString()
        .startsWith("registry.example.com:5000/mirror/drawbridge-operator@sha256:");
  }

  @Test
  void namesTheVersionOfThisBuild() throws IOException {
    String version =
        Files.readString(Path.of("pom.xml")).replaceAll("(?s).*?<version>(.*?)</version>.*", "$1");

    assertThat(Files.readString(Chart.folder(testbed).resolve("Chart.yaml")))
        .contains("\nversion: " + version + "\n", "\nappVersion: " + version + "\n");
  }

  @Test
  void givesTheOperatorItsSettings() {
    Chart chart = Chart.in(testbed).values(RESOURCES.resolve("values/everything.yaml"));

    List<Map<String, Object>> env =
        deployment(chart, "drawbridge-operator")
            .get("spec", "template", "spec", "containers", 0, "env");

    assertThat(env)
        .filteredOn(one -> one.containsKey("value"))
        .extracting(one -> one.get("name") + "=" + one.get("value"))
        .contains(
            "DRAWBRIDGE_LEADER_ELECTION_NAMESPACE=drawbridge-system",
            "DRAWBRIDGE_RIGHTS_CLUSTER_ROLE=drawbridge-serving",
            "DRAWBRIDGE_POLICY_URL=https://drawbridge-opa.drawbridge-system.svc:8443",
            "DRAWBRIDGE_POLICY_REQUIRED=classification-known,our-own",
            "DRAWBRIDGE_POLICY_PINNED_REVISION=0.1.0-abc",
            "DRAWBRIDGE_POLICY_DEADLINE=800ms",
            "DRAWBRIDGE_CLUSTER_ID=prod-1",
            "DRAWBRIDGE_CLUSTER_REGION=eu-central-1",
            "DRAWBRIDGE_CLUSTER_ENVIRONMENT=production",
            "DRAWBRIDGE_TRUST_DOMAIN=models.example.com",
            "DRAWBRIDGE_TRUST_ISSUER=company-models",
            "DRAWBRIDGE_MONITORING_NAMESPACE=monitoring",
            "DRAWBRIDGE_DNS_NAMESPACE=openshift-dns",
            "DRAWBRIDGE_DNS_LABELS=dns.operator.openshift.io/daemonset-dns=default;second=label",
            "DRAWBRIDGE_COLLECTOR_DIRECTORY=/var/lib/drawbridge/logs",
            "DRAWBRIDGE_COLLECTOR_QUOTA=96636764160",
            "DRAWBRIDGE_DELETION_DEADLINE=1h");
  }

  private static GenericKubernetesResource deployment(Chart chart, String name) {
    return chart.objects().stream()
        .filter(one -> one.getKind().equals("Deployment"))
        .filter(one -> one.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> names(Chart chart) {
    return chart.objects().stream()
        .map(one -> one.getKind() + "/" + one.getMetadata().getName())
        .toList();
  }
}
