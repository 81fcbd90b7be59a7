package dev.drawbridge.operator.policy;

import static dev.drawbridge.api.v1alpha1.ConditionStatus.FALSE;
import static dev.drawbridge.api.v1alpha1.ConditionStatus.TRUE;
import static dev.drawbridge.operator.status.ConditionType.ADMITTED;
import static dev.drawbridge.operator.status.ConditionType.AVAILABLE;
import static dev.drawbridge.operator.status.ConditionType.POLICY_ENGINE_AVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.harness.Remains;
import dev.drawbridge.operator.harness.RunningOperator;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.SwitchableEngine;
import dev.drawbridge.operator.observability.DecisionCounter;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.webhook.AdmissionEndpoint;
import dev.drawbridge.operator.webhook.ReviewResponse.Response;
import dev.drawbridge.operator.webhook.Reviews;
import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever keeps policy from deciding: nothing new is let in, what runs stays as it is, and people
 * are told why and what to do. One operator goes through all of {@link PolicyFailure}.
 */
@OnTestbed
class PolicyFailureTableIT {

  private static final Duration MAX_AGE = Duration.ofDays(365);
  private static final SimpleMeterRegistry METRICS = new SimpleMeterRegistry();

  @TempDir static Path folder;

  private static Testbed testbed;
  private static KubernetesClient client;
  private static String namespace;
  private static EngineRig rig;
  private static SwitchableEngine engine;
  private static RunningOperator operator;
  private static AdmissionEndpoint webhook;
  private static Seen untouched;
  private static Seen changed;

  @BeforeAll
  static void serveTwoModels(Testbed given, KubernetesClient admin, TestNamespace own)
      throws IOException {
    testbed = given;
    client = admin;
    namespace = own.name();
    testbed.applyCrds(Samples.CRDS);
    Samples.applyClassifications(client);
    Installation.of(testbed);
    rig = new EngineRig(testbed, folder);
    engine = new SwitchableEngine(rig.real());
    operator =
        RunningOperator.with(testbed)
            .engine(engine)
            .gate(
                RunningOperator.gateSettings(
                    Optional.of(testbed.policyRevision()), Optional.of(MAX_AGE)))
            .decisions(new DecisionCounter(METRICS))
            .start();
    Remains.awaitGone(client);
    webhook =
        new AdmissionEndpoint(
            operator.parts().deploymentAdmission(), operator.parts().classificationAdmission());
    untouched = Seen.of(client, create("untouched"));
    changed = Seen.of(client, create("changed"));
    untouched.awaitReady();
    changed.awaitReady();
  }

  @AfterAll
  static void stop() {
    operator.close();
    rig.close();
  }

  /** Puts the engine in order again, and takes back what the test asked for. */
  @AfterEach
  void repair() {
    askForReplicas(1);
    engine.become(rig.real());
    operator.parts().engineWatch().look();
    changed.awaitReady();
    var fresh = client.resources(ModelDeployment.class).inNamespace(namespace).withName("fresh");
    if (fresh.get() != null) {
      // Left by a test that failed; the next one wants a new one.
      fresh.delete();
      fresh.waitUntilCondition(Objects::isNull, 1, TimeUnit.MINUTES);
    }
  }

  static Stream<PolicyFailure> failures() {
    return PolicyFailure.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void webhookRefusesAndSaysWhatToDo(PolicyFailure failure) {
    engine.become(failure.engine().apply(rig));
    double counted = counted(failure, "admission");

    Response creation = answer(Reviews.create(Samples.publicDemo(namespace, "new")));
    Response change = answer(Reviews.update(changed.now(), withReplicas(changed.now())));

    assertThat(List.of(creation, change))
        .allSatisfy(
            response -> {
              assertThat(response.allowed()).isFalse();
              var status = Objects.requireNonNull(response.status());
              assertThat(status.code()).isEqualTo(503);
              assertThat(status.message())
                  .contains("so nothing is changed [%s]: ".formatted(failure.kind().text()))
                  .contains(failure.advice());
              assertThat(response.auditAnnotations()).containsEntry("fault", failure.kind().text());
            });
    assertThat(counted(failure, "admission")).isEqualTo(counted + 2);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void reconcilerKeepsWhatRunsAndStartsNothing(PolicyFailure failure) {
    Set<String> pods = pods();
    AuditMark mark = testbed.auditMark();
    engine.become(failure.engine().apply(rig));
    operator.parts().engineWatch().look();

    askForReplicas(2);
    Seen fresh = Seen.of(client, create("fresh"));

    for (Seen asked : List.of(changed, fresh)) {
      asked.await(ADMITTED, FALSE, failure.admitted());
      boolean available = failure.available() == Reason.REACHABLE;
      asked.await(POLICY_ENGINE_AVAILABLE, available ? TRUE : FALSE, failure.available());
      assertThat(asked.condition(ADMITTED).map(Condition::message).orElse(""))
          .contains(failure.advice());
    }
    untouched.awaitReady();
    assertThat(untouched.condition(ADMITTED).map(Condition::status)).contains(TRUE);
    assertThat(changed.condition(AVAILABLE).map(Condition::status)).contains(TRUE);
    assertThat(pods()).isEqualTo(pods);
    assertThat(servingNamespaceExists("fresh")).isFalse();
    assertThat(fresh.status().servingNamespace()).isNull();

    client.resource(fresh.now()).delete();
    fresh.awaitGone();
    askForReplicas(1);
    changed.await(ADMITTED, TRUE, Reason.ADMITTED);
    assertThat(writesToServingNamespacesSince(mark)).isEmpty();
    assertThat(counted(failure, "reconcile")).isPositive();
  }

  @Test
  void carriesOutTheChangeAsSoonAsPolicyAllowsIt() {
    engine.become(rig.nobody());
    operator.parts().engineWatch().look();
    askForReplicas(2);
    changed.await(ADMITTED, FALSE, Reason.WAITING_FOR_POLICY_ENGINE);

    engine.become(rig.real());
    operator.parts().engineWatch().look();

    changed.awaitReady();
    assertThat(changed.status().readyReplicas()).isEqualTo(2);
  }

  private static ModelDeployment create(String name) {
    return client.resource(Samples.publicDemo(namespace, name)).create();
  }

  private static void askForReplicas(int replicas) {
    client
        .resource(changed.now())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\": {\"replicas\": %d}}".formatted(replicas));
  }

  private static ModelDeployment withReplicas(ModelDeployment deployment) {
    return Samples.edited(deployment, yaml -> yaml.replace("replicas: 1", "replicas: 2"));
  }

  private static Response answer(JsonNode review) {
    return webhook.modelDeployment(review).response();
  }

  private static double counted(PolicyFailure failure, String phase) {
    return METRICS
        .find("drawbridge_decisions")
        .tag("outcome", failure.kind().text())
        .tag("phase", phase)
        .counters()
        .stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  /** Ids of the pods of both models: a pod that was started anew has another. */
  private static Set<String> pods() {
    Set<String> ids = new TreeSet<>();
    for (Seen model : List.of(untouched, changed)) {
      client
          .pods()
          .inNamespace(model.servingNamespace())
          .list()
          .getItems()
          .forEach(pod -> ids.add(pod.getMetadata().getUid()));
    }
    return ids;
  }

  private static boolean servingNamespaceExists(String name) {
    String serving = ServingNames.namespace(new DeploymentKey(namespace, name));
    return client.namespaces().withName(serving).get() != null;
  }

  /** All that the operator wrote but status, finalizers and events of what users made. */
  private static List<AuditEntry> writesToServingNamespacesSince(AuditMark mark) {
    return testbed.writesSince(mark).stream()
        .filter(AuditEntry.byUserAgent(RunningOperator.USER_AGENT))
        .filter(write -> !write.namespace().equals(namespace))
        .filter(write -> !write.resource().equals("dataclassifications"))
        .toList();
  }
}
