package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.DecisionResult;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.api.v1alpha1.ObligationState;
import dev.drawbridge.operator.harness.Readings;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.ServingObjects;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@OnTestbed
class LifecycleIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String OTHER_IMAGE =
      "registry.example.com/llama-server@sha256:" + "c".repeat(64);

  private static Stage stage;

  @BeforeAll
  static void raise(Testbed testbed) {
    stage = Stage.up(testbed);
  }

  @AfterAll
  static void strike() {
    stage.close();
  }

  @Test
  void makesAllOfThePlanAndReportsIt(
      Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    ModelDeployment sample =
        Samples.labAssistantCalledFromHome(client, namespace.name(), "lab-assistant");

    Seen seen = stage.deploy(sample).awaitReady();

    assertThat(new ServingObjects(client, seen.servingNamespace()).snapshot().keySet())
        .extracting(name -> name.replaceAll("[0-9a-f]{12}$", "DIGEST"))
        .containsExactlyInAnyOrder(
            "Namespace",
            "RoleBinding/drawbridge-operator",
            "NetworkPolicy/deny-all",
            "NetworkPolicy/allow-dns",
            "NetworkPolicy/allow-consumers",
            "ResourceQuota/serving",
            "LimitRange/serving",
            "ServiceAccount/model",
            "ConfigMap/admitted",
            "ConfigMap/audit-keys",
            "ConfigMap/sidecar-applied-DIGEST",
            "ConfigMap/sidecar-DIGEST",
            "Certificate/consumer-chatbot",
            "Certificate/model",
            "Service/model",
            "PodDisruptionBudget/model",
            "Deployment/model");
    ModelDeploymentStatus status = seen.status();
    assertThat(status.observedGeneration()).isEqualTo(seen.now().getMetadata().getGeneration());
    assertThat(status.servingNamespace()).isEqualTo(seen.servingNamespace());
    assertThat(status.replicas()).isEqualTo(2);
    assertThat(status.readyReplicas()).isEqualTo(2);
    assertThat(status.selector()).isEqualTo(Labels.selector(DeploymentKey.of(sample)));
    assertThat(status.admittedDigest()).startsWith("sha256:");
    var decision = Objects.requireNonNull(status.decision());
    assertThat(decision.result()).isEqualTo(DecisionResult.ALLOW);
    assertThat(decision.id()).isNotEmpty();
    assertThat(decision.policyRevision()).isEqualTo(testbed.policyRevision());
    assertThat(decision.obligations())
        .extracting("type", "state")
        .contains(tuple("placement", ObligationState.FULFILLED));
    assertThat(decision.obligations()).allMatch(one -> one.state() == ObligationState.FULFILLED);
    assertThat(status.conditions())
        .allMatch(one -> one.status() == ConditionStatus.TRUE)
        .allMatch(one -> Objects.equals(one.observedGeneration(), status.observedGeneration()))
        .extracting(Condition::type)
        .contains(
            "Ready",
            "Admitted",
            "Isolated",
            "RegionPinned",
            "Hardened",
            "AuditActive",
            "RolloutComplete")
        .doesNotContain("Reconciling", "Stalled");
  }

  @Test
  void isWaitedForAndScaledByKubectl(
      Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    Seen seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo"));
    testbed
        .kubectl(
            "wait", "md/demo", "--namespace=" + namespace, "--for=condition=Ready", "--timeout=30s")
        .orThrow();

    Map<String, Map<String, String>> doors = doorConfigurations(client, seen);
    testbed.kubectl("scale", "md/demo", "--namespace=" + namespace, "--replicas=3").orThrow();

    seen.awaitReady();
    assertThat(seen.status().readyReplicas()).isEqualTo(3);
    assertThat(client.pods().inNamespace(seen.servingNamespace()).list().getItems()).hasSize(3);
    assertThat(doorConfigurations(client, seen)).isNotEmpty().isEqualTo(doors);
  }

  private static Map<String, Map<String, String>> doorConfigurations(
      KubernetesClient client, Seen seen) {
    return client.configMaps().inNamespace(seen.servingNamespace()).list().getItems().stream()
        .filter(map -> map.getMetadata().getName().startsWith(ServingNames.SIDECAR))
        .collect(Collectors.toMap(map -> map.getMetadata().getName(), ConfigMap::getData));
  }

  @Test
  void rollsOutAnotherImage(KubernetesClient client, TestNamespace namespace) {
    Seen seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo")).awaitReady();

    seen.patch("{\"spec\":{\"server\":{\"image\":\"%s\"}}}".formatted(OTHER_IMAGE)).awaitReady();

    await("only the new version runs")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(client.pods().inNamespace(seen.servingNamespace()).list().getItems())
                    .extracting(pod -> pod.getSpec().getContainers().getFirst().getImage())
                    .containsExactly(OTHER_IMAGE));
  }

  @Test
  void takesTheOpeningForConsumersAwayWithThem(KubernetesClient client, TestNamespace namespace) {
    Seen seen =
        stage
            .deploy(Samples.labAssistantCalledFromHome(client, namespace.name(), "lab-assistant"))
            .awaitReady();
    var opening =
        client
            .network()
            .networkPolicies()
            .inNamespace(seen.servingNamespace())
            .withName(ServingNames.ALLOW_CONSUMERS);
    assertThat(opening.get()).isNotNull();

    seen.patch("{\"spec\":{\"consumers\":[]}}").awaitReady();

    assertThat(opening.get()).isNull();
  }

  @Test
  void readsAsInProgressBeforeTheOperatorSeesIt(KubernetesClient client, TestNamespace namespace) {
    Seen seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo"));

    ModelDeploymentStatus first = Objects.requireNonNull(seen.named().getStatus());

    assertThat(first.observedGeneration()).isEqualTo(-1);
    assertThat(Conditions.find(first.conditions(), ConditionType.READY))
        .hasValueSatisfying(ready -> assertThat(ready.status()).isEqualTo(ConditionStatus.UNKNOWN));
  }

  @Test
  void isNeverReconcilingAndStalledAtOnceNorReadyForASpecNotSeen(
      KubernetesClient client, TestNamespace namespace) {
    List<ModelDeployment> versions = new CopyOnWriteArrayList<>();
    try (var watch = Readings.watch(client, namespace, versions::add)) {
      Seen seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo")).awaitReady();

      seen.patch("{\"spec\":{\"server\":{\"image\":\"%s\"}}}".formatted(OTHER_IMAGE)).awaitReady();
      seen.patch("{\"spec\":{\"governance\":null}}")
          .await(ConditionType.READY, ConditionStatus.FALSE, Reason.POLICY_DENIED);
      seen.patch("{\"spec\":{\"governance\":{\"owner\":\"demo@example.com\"}}}").awaitReady();
    }

    assertThat(versions).hasSizeGreaterThan(5).allMatch(Readings::oneOfReconcilingAndStalled);
    assertThat(versions).allMatch(Readings::saysSomethingUnlessCurrent);
  }

  /**
   * Who reads it as kstatus does, ready means that what the spec now says is what serves. A version
   * that says so is compared with the workload, which can only be further by then.
   */
  @Test
  void readsAsReadyOnlyOnceTheNewestSpecServes(KubernetesClient client, TestNamespace namespace) {
    List<String> tooEarly = new CopyOnWriteArrayList<>();
    AtomicLong checked = new AtomicLong();
    try (var watch =
        Readings.watch(
            client,
            namespace,
            version -> {
              if (Readings.isReady(version)) {
                Readings.lacking(client, version).ifPresent(tooEarly::add);
                checked.set(version.getMetadata().getGeneration());
              }
            })) {
      Seen seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo"));
      for (String digit : List.of("c", "d", "e")) {
        seen.patch(
                "{\"spec\":{\"replicas\":3,\"server\":{\"image\":\"registry.example.com/llama-server@sha256:%s\"}}}"
                    .formatted(digit.repeat(64)))
            .awaitReady();
        await("what reads as ready was compared")
            .atMost(PATIENCE)
            .until(() -> checked.get() == seen.now().getMetadata().getGeneration());
      }
    }

    assertThat(tooEarly).isEmpty();
  }

  @Test
  void refusesWhatPolicyRefusesAndMakesNothing(KubernetesClient client, TestNamespace namespace) {
    Seen seen =
        stage.deploy(
            Samples.edited(
                Samples.publicDemo(namespace.name(), "demo"),
                yaml -> yaml.replaceAll("(?m)^  governance:\n    owner: .*\n", "")));

    seen.await(ConditionType.READY, ConditionStatus.FALSE, Reason.POLICY_DENIED);

    assertThat(client.namespaces().withName(seen.servingNamespace()).get()).isNull();
    assertThat(seen.condition(ConditionType.STALLED)).isPresent();
    seen.awaitEvents(Reason.POLICY_DENIED, 1);
  }
}
