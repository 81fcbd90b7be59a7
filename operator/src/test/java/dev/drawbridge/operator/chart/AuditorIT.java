package dev.drawbridge.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.operator.harness.Chart;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.Testbed;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What drawbridge-auditor may do: start the export in the operator's pod, and nothing else. */
@OnTestbed
class AuditorIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** As {@code kubectl drawbridge audit fetch} starts it; spaces part the arguments. */
  private static final String EXPORT =
      "/opt/java/bin/java -Xmx32m -XX:TieredStopAtLevel=1 -cp /app/lib/main/*"
          + " dev.drawbridge.audit.export.Export";

  private static final String PEOPLE =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: it-auditor}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: drawbridge-auditor}
      subjects: [{kind: User, name: auditor, apiGroup: rbac.authorization.k8s.io}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: it-auditor, namespace: "{namespace}"}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: drawbridge-auditor}
      subjects: [{kind: User, name: auditor, apiGroup: rbac.authorization.k8s.io}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: it-auditor-editor}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
      subjects: [{kind: User, name: auditor-editor, apiGroup: rbac.authorization.k8s.io}]
      """
          .replace("{namespace}", Installation.NAMESPACE);

  private static Testbed testbed;
  private static String objects;

  @BeforeAll
  static void install(Testbed given) {
    testbed = given;
    testbed.kubectl("create", "namespace", Installation.NAMESPACE);
    objects =
        Chart.in(testbed)
                .show(List.of("auditors.yaml", "isolation/own-namespace.yaml"))
                .set("isolation.enforced=true", Installation.CERT_MANAGER)
                .render()
            + "\n---\n"
            + PEOPLE;
    testbed
        .kubectlWithInput(objects, "apply", "--filename=-", "--namespace=" + Installation.NAMESPACE)
        .orThrow();
    await("the policy is in force")
        .atMost(PATIENCE)
        .until(
            () -> exec("auditor", "operator", "ls").stderr().contains("drawbridge-own-namespace"));
  }

  @AfterAll
  static void remove() {
    testbed
        .kubectlWithInput(
            objects, "delete", "--filename=-", "--namespace=" + Installation.NAMESPACE)
        .orThrow();
  }

  private static CommandResult as(String user, String... arguments) {
    return testbed.kubectl(
        Stream.concat(
                Stream.of("--as=" + user, "--as-group=system:authenticated"), Stream.of(arguments))
            .toArray(String[]::new));
  }

  /** Of a pod that there is not: who is let in hears that. */
  private static CommandResult exec(String user, String container, String command, String... more) {
    String query =
        Stream.of(command.split(" "))
            .map(part -> "&command=" + URLEncoder.encode(part, StandardCharsets.UTF_8))
            .collect(Collectors.joining("", "", String.join("", more)));
    return as(
        user,
        "get",
        "--raw",
        "/api/v1/namespaces/%s/pods/none/exec?stdout=true&stderr=true&container=%s%s"
            .formatted(Installation.NAMESPACE, container, query));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " research/lab", " research/lab ops/bot.v2"})
  void startsTheExport(String deployments) {
    assertThat(exec("auditor", "operator", EXPORT + deployments).stderr())
        .contains("\"none\" not found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/opt/java/bin/java",
        "/opt/java/bin/java -cp /app/lib/main/* dev.drawbridge.audit.export.Export",
        EXPORT + "er",
        EXPORT + " /etc/drawbridge/witness/witness.key",
        EXPORT + " ../a",
        EXPORT + " -XX:Flags=a/b",
        "-XX:Flags=a " + EXPORT
      })
  void startsNothingElse(String command) {
    assertThat(exec("auditor", "operator", command).stderr())
        .contains("belongs to the Drawbridge operator");
  }

  @Test
  void partsWithSpacesAreNoOtherCommand() {
    CommandResult result =
        as(
            "auditor",
            "get",
            "--raw",
            "/api/v1/namespaces/%s/pods/none/exec?stdout=true&container=operator&command=%s"
                .formatted(
                    Installation.NAMESPACE, URLEncoder.encode(EXPORT, StandardCharsets.UTF_8)));

    assertThat(result.stderr()).contains("belongs to the Drawbridge operator");
  }

  @Test
  void notInAnotherContainerNorWithATerminal() {
    assertThat(exec("auditor", "debugger", EXPORT).stderr())
        .contains("belongs to the Drawbridge operator");
    assertThat(exec("auditor", "operator", EXPORT, "&stdin=true").stderr())
        .contains("belongs to the Drawbridge operator");
    assertThat(exec("auditor", "operator", EXPORT, "&tty=true").stderr())
        .contains("belongs to the Drawbridge operator");
  }

  @Test
  void whoMayEditEverywhereIsNoAuditor() {
    assertThat(exec("auditor-editor", "operator", EXPORT).stderr())
        .contains("belongs to the Drawbridge operator");
  }

  @Test
  void readsWhatIsPublicAndNoSecret() {
    as("auditor", "get", "configmaps", "-A", "--field-selector=metadata.name=audit-keys").orThrow();
    as("auditor", "get", "namespaces", "--selector=drawbridge.dev/deployment").orThrow();
    as("auditor", "get", "configmaps", "--namespace=" + Installation.NAMESPACE).orThrow();

    assertThat(as("auditor", "get", "configmaps", "-A").stderr()).contains("forbidden");
    assertThat(as("auditor", "get", "secrets", "-A").stderr()).contains("forbidden");
    assertThat(as("auditor", "get", "secrets", "--namespace=" + Installation.NAMESPACE).stderr())
        .contains("forbidden");
    assertThat(as("auditor", "get", "pods", "--namespace=default").stderr()).contains("forbidden");
  }
}
