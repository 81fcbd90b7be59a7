package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.operator.harness.CountingClock;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.ServingObjects;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.plan.FieldManager;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another controller that undoes what the operator does, once or again and again. */
@OnTestbed
class ContestIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String GITOPS = "gitops";

  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration CONTEST = Duration.ofSeconds(10);

  /** A repair is a replacement and an apply, and each may meet a newer version once. */
  private static final int WRITES_PER_REPAIR = 3;

  /** The report of the contest is a status and two events, and the last repair may be told late. */
  private static final int WRITES_TO_REPORT = 5;

  private static final CountingClock CLOCK = new CountingClock();
  private static Stage stage;

  @BeforeAll
  static void raise(Testbed testbed) {
    stage = Stage.up(testbed, setup -> setup.clock(CLOCK));
  }

  @AfterAll
  static void strike() {
    stage.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          networkpolicies | NetworkPolicy/deny-all | {"spec":{"policyTypes":["Ingress"]}}
          deployments     | Deployment/model       | {"spec":{"paused":true,"minReadySeconds":3}}
          configmaps      | ConfigMap/admitted     | {"data":{"record.json":"{}"}}
          """)
  void stopsFightingAndSaysWhoUntilTheOtherStops(
      String resource,
      String object,
      String edit,
      Testbed testbed,
      KubernetesClient client,
      TestNamespace namespace) {
    Seen seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo")).awaitReady();
    ServingObjects serving = new ServingObjects(client, seen.servingNamespace());
    Map<String, String> inOrder = serving.snapshot();
    stage.awaitQuiet();
    AuditMark start = testbed.auditMark();
    AuditMark contested;

    try (ScheduledExecutorService rival = Executors.newSingleThreadScheduledExecutor()) {
      var fight =
          rival.scheduleWithFixedDelay(
              () -> serving.patch(object, edit, "rival"),
              0,
              EVERY.toMillis(),
              TimeUnit.MILLISECONDS);
      seen.await(ConditionType.READY, ConditionStatus.FALSE, Reason.CONTESTED);
      contested = testbed.auditMark();
      Awaitility.await("the fight goes on")
          .pollDelay(CONTEST)
          .atMost(CONTEST.multipliedBy(2))
          .until(() -> true);
      fight.cancel(false);
    }

    // A write that came too late for the version it read was not one.
    assertThat(writesTo(seen.servingNamespace(), start))
        .filteredOn(write -> write.resource().equals(resource))
        .filteredOn(write -> write.code() == HttpURLConnection.HTTP_OK)
        .hasSizeBetween(RepairBudget.REPAIRS, RepairBudget.REPAIRS * WRITES_PER_REPAIR);
    assertThat(writesTo(seen.servingNamespace(), contested)).isEmpty();
    assertThat(writesTo(namespace.name(), contested))
        .as("status and events, however often the other goes on")
        .hasSizeLessThanOrEqualTo(WRITES_TO_REPORT);
    assertThat(seen.condition(ConditionType.READY))
        .map(Condition::message)
        .hasValueSatisfying(text -> assertThat(text).contains("(changed by rival)"));
    assertThat(seen.condition(ConditionType.STALLED)).isPresent();

    CLOCK.advance(RepairBudget.WINDOW.plusSeconds(1));
    stage.reconcile(seen);

    seen.awaitReady();
    assertThat(serving.snapshot()).isEqualTo(inOrder);
  }

  @Test
  void whoAppliesIsToldWhoseItIs(
      Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    Seen seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo")).awaitReady();
    ServingObjects serving = new ServingObjects(client, seen.servingNamespace());
    Map<String, String> inOrder = serving.snapshot();

    Map.of(
            ".spec.replicas",
            "apps/v1, kind: Deployment, {m: model}, spec: {replicas: 0}",
            ".spec.policyTypes",
            "networking.k8s.io/v1, kind: NetworkPolicy, {m: deny-all}, spec: {policyTypes: [Ingress]}",
            ".data.record.json",
            "v1, kind: ConfigMap, {m: admitted}, data: {record.json: none}")
        .forEach(
            (field, object) -> {
              CommandResult refused = applyAsGitops(testbed, seen, object);
              assertThat(refused.exitCode()).isNotZero();
              assertThat(refused.stderr())
                  .contains("conflict with \"%s\"".formatted(FieldManager.NAME))
                  .contains(field);
            });

    assertThat(serving.snapshot()).isEqualTo(inOrder);
  }

  /** Whoever forces it holds the field as well, and must not hold it once it is put back. */
  @Test
  void putsBackWhatSomebodyForcesAndLeavesNothingToFightOver(
      Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    Seen seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo")).awaitReady();
    ServingObjects serving = new ServingObjects(client, seen.servingNamespace());
    Map<String, String> inOrder = serving.snapshot();
    stage.awaitQuiet();

    for (String object :
        List.of(
            "apps/v1, kind: Deployment, {m: model}, spec: {replicas: 0}",
            "networking.k8s.io/v1, kind: NetworkPolicy, {m: deny-all}, spec: {podSelector: {}, egress: [{}]}",
            "v1, kind: ConfigMap, {m: admitted}, data: {record.json: none, more: of it}")) {
      applyAsGitops(testbed, seen, object, "--force-conflicts").orThrow();
    }
    // No conflict keeps anybody from a field that is nobody's.
    applyAsGitops(testbed, seen, "v1, kind: Service, {m: model}, spec: {sessionAffinity: ClientIP}")
        .orThrow();

    Awaitility.await("everything is as before, and an event tells who")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(serving.snapshot()).isEqualTo(inOrder);
              assertThat(seen.events(Reason.DRIFT_REPAIRED))
                  .anyMatch(text -> text.contains(GITOPS));
            });
    seen.awaitReady();
    stage.awaitQuiet();
    AuditMark mark = stage.auditMark();
    stage.reconcile(seen);
    stage.awaitQuiet();
    assertThat(stage.requestsSince(mark)).isEmpty();
  }

  /** As a tool does that keeps a cluster as a repository says. */
  private static CommandResult applyAsGitops(
      Testbed testbed, Seen seen, String object, String... options) {
    String manifest =
        object.replaceFirst(
            "\\{m: ([a-z-]+)}",
            "metadata: {name: $1, namespace: %s}".formatted(seen.servingNamespace()));
    return testbed.kubectlWithInput(
        "{apiVersion: %s}".formatted(manifest),
        Stream.concat(
                Stream.of("apply", "--server-side", "--field-manager=" + GITOPS, "--filename=-"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private static List<AuditEntry> writesTo(String namespace, AuditMark mark) {
    return stage.writesSince(mark).stream()
        .filter(write -> namespace.equals(write.namespace()))
        .toList();
  }
}
