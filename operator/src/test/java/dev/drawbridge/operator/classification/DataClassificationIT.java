package dev.drawbridge.operator.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.DataClassificationStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.ServingObjects;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a class says of itself, and what its change does to the deployments that name it. */
@OnTestbed
class DataClassificationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String CLASS = "sample";
  private static final String OTHER = "sample-two";

  private static Stage stage;

  private KubernetesClient client;

  @BeforeAll
  static void raise(Testbed testbed) {
    stage = Stage.up(testbed);
  }

  @AfterAll
  static void strike() {
    stage.close();
  }

  @BeforeEach
  void makeClass(KubernetesClient client) {
    this.client = client;
    make(CLASS, 15);
  }

  @AfterEach
  void deleteClasses() {
    client.resources(DataClassification.class).withName(CLASS).delete();
    client.resources(DataClassification.class).withName(OTHER).delete();
  }

  @Test
  void countsTheDeploymentsThatNameIt(TestNamespace namespace) {
    awaitCount(CLASS, 0);

    Seen one = stage.deploy(deployment(namespace, "one"));
    stage.deploy(deployment(namespace, "two"));
    awaitCount(CLASS, 2);

    one.patch("{\"spec\":{\"dataClassification\":\"public\"}}");
    awaitCount(CLASS, 1);
  }

  @Test
  void isNotReadyWhileAnotherHasItsRank() {
    awaitRank(CLASS, ConditionStatus.TRUE);

    make(OTHER, 15);

    awaitRank(CLASS, ConditionStatus.FALSE);
    awaitRank(OTHER, ConditionStatus.FALSE);
    assertThat(condition(CLASS, ConditionType.RANK_UNIQUE).message()).contains(OTHER);
    assertThat(condition(CLASS, ConditionType.READY).status()).isEqualTo(ConditionStatus.FALSE);

    patch(OTHER, "{\"spec\":{\"rank\":16}}");

    awaitRank(CLASS, ConditionStatus.TRUE);
    awaitRank(OTHER, ConditionStatus.TRUE);
    assertThat(condition(CLASS, ConditionType.READY).status()).isEqualTo(ConditionStatus.TRUE);
  }

  @Test
  void putsBackAStatusThatSomebodyEdits(Testbed testbed) {
    awaitCount(CLASS, 0);

    testbed
        .kubectl(
            "patch",
            "dcl/" + CLASS,
            "--subresource=status",
            "--type=merge",
            "--patch={\"status\":{\"deployments\":7,\"conditions\":[]}}")
        .orThrow();

    awaitCount(CLASS, 0);
    awaitRank(CLASS, ConditionStatus.TRUE);
  }

  @Test
  void isAppliedToWhatRunsWhenItChanges(TestNamespace namespace) {
    Seen seen =
        stage
            .deploy(
                Samples.edited(
                    deployment(namespace, "demo"),
                    yaml ->
                        yaml.replaceFirst(
                            "(?m)^spec:\n", "spec:\n  placement:\n    regions: [eu-central-1]\n")))
            .awaitReady();
    Map<String, String> running = snapshot(seen);

    patch(CLASS, "{\"spec\":{\"residency\":{\"regions\":[\"eu-west-1\"]}}}");

    seen.await(ConditionType.ADMITTED, ConditionStatus.FALSE, Reason.POLICY_DENIED);
    seen.await(ConditionType.AVAILABLE, ConditionStatus.TRUE, Reason.AVAILABLE);
    assertThat(snapshot(seen)).isEqualTo(running);

    patch(CLASS, "{\"spec\":{\"residency\":{\"regions\":[]}}}");

    seen.awaitReady();
    assertThat(snapshot(seen)).isEqualTo(running);
  }

  @Test
  void restartsNothingWhenItSaysTheSameInAnotherOrder(TestNamespace namespace) {
    Seen seen =
        stage
            .deploy(
                Samples.edited(
                    deployment(namespace, "demo"),
                    yaml ->
                        yaml.replaceFirst(
                            "(?m)^spec:\n",
                            "spec:\n  placement:\n    regions: [eu-central-1, eu-west-1]\n")))
            .awaitReady();

    patch(CLASS, "{\"spec\":{\"residency\":{\"regions\":[\"eu-west-1\", \"eu-central-1\"]}}}");
    stage.awaitQuiet();

    seen.awaitReady();
    assertThat(new ServingObjects(client, seen.servingNamespace()).podVersions()).isEqualTo(1);
  }

  @Test
  void isReplacedByTheStrictestWhenItVanishesAndWhatRunsGoesOn(TestNamespace namespace) {
    Seen seen = stage.deploy(deployment(namespace, "demo")).awaitReady();
    Map<String, String> running = snapshot(seen);

    client.resources(DataClassification.class).withName(CLASS).delete();

    seen.await(ConditionType.ADMITTED, ConditionStatus.FALSE, Reason.POLICY_DENIED);
    assertThat(seen.condition(ConditionType.ADMITTED).map(Condition::message))
        .hasValueSatisfying(text -> assertThat(text).contains(CLASS, "fix:"));
    seen.await(ConditionType.AVAILABLE, ConditionStatus.TRUE, Reason.AVAILABLE);
    assertThat(snapshot(seen)).isEqualTo(running);

    make(CLASS, 15);

    seen.awaitReady();
    assertThat(snapshot(seen)).isEqualTo(running);
  }

  @Test
  void isRefusedWhenUnknown(TestNamespace namespace) {
    Seen seen =
        stage.deploy(
            Samples.edited(
                Samples.publicDemo(namespace.name(), "demo"),
                yaml ->
                    yaml.replaceFirst(
                        "dataClassification: .*\n", "dataClassification: nowhere-known\n")));

    seen.await(ConditionType.READY, ConditionStatus.FALSE, Reason.POLICY_DENIED);

    assertThat(seen.condition(ConditionType.ADMITTED).map(Condition::message))
        .hasValueSatisfying(text -> assertThat(text).contains("nowhere-known"));
    assertThat(client.namespaces().withName(seen.servingNamespace()).get()).isNull();
  }

  private static ModelDeployment deployment(TestNamespace namespace, String name) {
    return Samples.edited(
        Samples.publicDemo(namespace.name(), name),
        yaml -> yaml.replaceFirst("dataClassification: .*\n", "dataClassification: sample\n"));
  }

  /** A class as public, but for its rank. */
  private void make(String name, int rank) {
    DataClassification sample =
        Samples.classifications().stream()
            .filter(one -> one.getMetadata().getName().equals("public"))
            .findFirst()
            .orElseThrow();
    sample.setMetadata(new ObjectMetaBuilder().withName(name).build());
    client.resource(sample).create();
    patch(name, "{\"spec\":{\"rank\":%d}}".formatted(rank));
  }

  private void patch(String name, String merge) {
    client
        .resources(DataClassification.class)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), merge);
  }

  private Map<String, String> snapshot(Seen seen) {
    return new ServingObjects(client, seen.servingNamespace()).snapshot();
  }

  private DataClassificationStatus status(String name) {
    return Objects.requireNonNull(
        client.resources(DataClassification.class).withName(name).get().getStatus());
  }

  private Condition condition(String name, ConditionType type) {
    return Conditions.find(status(name).conditions(), type).orElseThrow();
  }

  private void awaitCount(String name, int deployments) {
    await("deployments of " + name)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(status(name).deployments()).isEqualTo(deployments));
  }

  private void awaitRank(String name, ConditionStatus unique) {
    await("rank of " + name)
        .atMost(PATIENCE)
        .until(
            () ->
                Conditions.find(status(name).conditions(), ConditionType.RANK_UNIQUE)
                    .filter(one -> one.status() == unique)
                    .isPresent());
  }
}
