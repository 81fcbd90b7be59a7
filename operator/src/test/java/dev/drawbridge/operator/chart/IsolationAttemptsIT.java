package dev.drawbridge.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.operator.harness.Chart;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.ServingObjects;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** People with rights try to get into a serving namespace. The chart's policies keep them out. */
@OnTestbed
class IsolationAttemptsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> PARTS =
      List.of(
          "isolation/serving-namespaces.yaml",
          "isolation/namespace-labels.yaml",
          "isolation/own-namespace.yaml",
          "isolation/break-glass.yaml");

  private static Testbed testbed;
  private static Stage stage;
  private static Seen seen;
  private static String serving;
  private static String home;
  private static Map<String, String> inOrder;
  private static String policies;
  private static String people;

  @BeforeAll
  static void serve(Testbed given, KubernetesClient client, TestNamespace namespace) {
    testbed = given;
    home = namespace.name();
    stage = Stage.up(testbed);
    seen =
        stage
            .deploy(Samples.labAssistantCalledFromHome(client, home, "lab-assistant"))
            .awaitReady();
    serving = seen.servingNamespace();
    people = PEOPLE.replace("{namespace}", serving);
    testbed.kubectlWithInput(people, "apply", "--filename=-").orThrow();
    inOrder = new ServingObjects(client, serving).snapshot();
    // The simulated nodes' own user stands for kubelets here.
    policies =
        Chart.in(testbed)
            .show(PARTS)
            .set("isolation.systemUsers={kwok}", Installation.CERT_MANAGER)
            .render();
    testbed.kubectlWithInput(policies, "apply", "--filename=-").orThrow();
    await("the policies are in force")
        .atMost(PATIENCE)
        .until(() -> PARTS.stream().limit(3).allMatch(part -> inForce(part)));
  }

  /** The API server takes a moment to go by a new policy. */
  private static boolean inForce(String part) {
    List<String> attempt =
        switch (part) {
          case "isolation/serving-namespaces.yaml" ->
              List.of("create", "configmap", "try", "--namespace=" + serving);
          case "isolation/namespace-labels.yaml" ->
              List.of("label", "namespace", home, "drawbridge.dev/deployment=try");
          default ->
              List.of(
                  "create",
                  "configmap",
                  "try",
                  "--namespace=" + Installation.NAMESPACE,
                  "--as=editor",
                  "--as-group=system:authenticated");
        };
    List<String> arguments = new ArrayList<>(attempt);
    arguments.add("--dry-run=server");
    return testbed.kubectl(arguments.toArray(String[]::new)).exitCode() != 0;
  }

  @AfterAll
  static void strike() {
    testbed.kubectlWithInput(policies, "delete", "--filename=-").orThrow();
    testbed.kubectlWithInput(people, "delete", "--ignore-not-found", "--filename=-");
    // Whoever looks for drift next may change things again.
    await("the policies are out of force").atMost(PATIENCE).until(() -> !inForce(PARTS.getFirst()));
    stage.close();
  }

  @ParameterizedTest
  @MethodSource("dev.drawbridge.operator.chart.Attempt#all")
  void isRefusedAndSaysWhy(Attempt attempt, KubernetesClient client) {
    CommandResult result = tryIt(attempt, client);

    assertThat(result.exitCode()).as(result.stdout()).isNotZero();
    if (attempt.says() != null) {
      assertThat(result.stderr()).contains(attempt.says());
      return;
    }
    assertThat(result.stderr())
        .contains("ValidatingAdmissionPolicy 'drawbridge-")
        .containsAnyOf(
            "is for the Drawbridge operator alone; change ModelDeployment lab-assistant",
            "the Drawbridge operator sets and changes the labels of these",
            "delete its ModelDeployment instead",
            "say who may call which model",
            "the public key of a log is written once",
            "belongs to the Drawbridge operator");
    assertThat(new ServingObjects(client, serving).snapshot()).isEqualTo(inOrder);
  }

  private static CommandResult tryIt(Attempt attempt, KubernetesClient client) {
    String pod =
        client.pods().inNamespace(serving).list().getItems().getFirst().getMetadata().getName();
    String replicaSet =
        client
            .apps()
            .replicaSets()
            .inNamespace(serving)
            .list()
            .getItems()
            .getFirst()
            .getMetadata()
            .getName();
    List<String> arguments =
        new ArrayList<>(List.of("--as=" + attempt.as(), "--as-group=system:authenticated"));
    if (attempt.in() == null) {
      arguments.add("--namespace=" + serving);
    } else if (attempt.in().equals("operator")) {
      arguments.add("--namespace=" + Installation.NAMESPACE);
    }
    arguments.addAll(
        attempt.arguments(
            Map.of(
                "namespace", serving,
                "home", home,
                "pod", pod,
                "replicaset", replicaSet)));
    return testbed.kubectlWithInput(attempt.input(), arguments.toArray(String[]::new));
  }

  @Test
  void triesWhatManyWouldTry() {
    assertThat(Attempt.all()).hasSizeGreaterThanOrEqualTo(25).doesNotHaveDuplicates();
  }

  @Test
  void doesNotEvenLetAnAdministratorInByAccident() {
    CommandResult result =
        testbed.kubectl("scale", "deployment/model", "--replicas=3", "--namespace=" + serving);

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.stderr()).contains("drawbridge-break-glass");
  }

  @Test
  void letsThemInWhoBreakTheGlassAndRecordsIt() {
    testbed
        .kubectl(
            "create",
            "clusterrolebinding",
            "glass",
            "--clusterrole=drawbridge-break-glass",
            "--user=rescuer")
        .orThrow();
    try {
      AuditMark mark = testbed.auditMark();
      await("the binding counts")
          .atMost(PATIENCE)
          .until(
              () ->
                  testbed
                          .kubectl(
                              "annotate",
                              "configmap",
                              "admitted",
                              "looked-at=true",
                              "--overwrite",
                              "--as=rescuer",
                              "--namespace=" + serving)
                          .exitCode()
                      == 0);

      assertThat(testbed.writesSince(mark))
          .filteredOn(entry -> entry.user().equals("rescuer"))
          .anySatisfy(
              entry ->
                  assertThat(entry.annotations())
                      .containsEntry("drawbridge-break-glass-of-content/user", "rescuer"));
    } finally {
      testbed.kubectl(
          "annotate",
          "configmap",
          "admitted",
          "looked-at-",
          "--as=rescuer",
          "--namespace=" + serving);
      testbed.kubectl("delete", "clusterrolebinding", "glass").orThrow();
    }
  }

  @Test
  void letsPodsBeTakenAwayAndNodesBeDrained(KubernetesClient client) {
    String pod =
        client.pods().inNamespace(serving).list().getItems().getFirst().getMetadata().getName();

    testbed
        .kubectl(
            "delete",
            "pod",
            pod,
            "--namespace=" + serving,
            "--as=admin",
            "--as-group=system:authenticated")
        .orThrow();

    await("another one stands in for it").atMost(PATIENCE).until(seen::ready);
  }

  @Test
  void leavesTheOperatorToItsWork(KubernetesClient client, TestNamespace namespace) {
    Seen another = stage.deploy(Samples.publicDemo(namespace.name(), "another")).awaitReady();

    another.patch("{\"spec\":{\"replicas\":2}}").awaitReady();

    assertThat(client.pods().inNamespace(another.servingNamespace()).list().getItems()).hasSize(2);
  }

  private static final String PEOPLE =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: somebody-admin, namespace: "{namespace}"}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}
      subjects: [{kind: User, name: admin, apiGroup: rbac.authorization.k8s.io}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: attempts-editor}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
      subjects: [{kind: User, name: editor, apiGroup: rbac.authorization.k8s.io}]
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: drawbridge-witness, namespace: drawbridge-system}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: attempts-namespaces}
      rules:
        - {apiGroups: [""], resources: [namespaces, namespaces/status], verbs: [get, create, update, patch]}
        - {apiGroups: [""], resources: [pods/ephemeralcontainers], verbs: [get, patch]}
        - {apiGroups: [cert-manager.io], resources: [certificates], verbs: [get, create, patch]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: attempts-namespaces}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: attempts-namespaces}
      subjects: [{kind: User, name: editor, apiGroup: rbac.authorization.k8s.io}]
      """;
}
