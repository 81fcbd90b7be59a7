package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.operator.harness.CountingClock;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A deployment ends with everything it had, and says what it waits for until then. */
@OnTestbed
class DeletionIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration DEADLINE = Duration.ofMinutes(10);
  private static final String HOLD = "testbed.drawbridge.dev/hold";

  private static final CountingClock CLOCK = new CountingClock();
  private static Stage stage;

  @BeforeAll
  static void raise(Testbed testbed) {
    stage = Stage.up(testbed, setup -> setup.clock(CLOCK).deletionDeadline(DEADLINE));
  }

  @AfterAll
  static void strike() {
    stage.close();
  }

  @Test
  void leavesNothingButAnEvent(KubernetesClient client, TestNamespace namespace) {
    Seen seen = deploy(namespace).awaitReady();

    seen.delete().awaitGone();

    assertThat(client.namespaces().withName(seen.servingNamespace()).get()).isNull();
    assertThat(seen.events(Reason.DELETED)).hasSize(1);
  }

  @Test
  void endsWhatNeverRan(KubernetesClient client, TestNamespace namespace) {
    Seen seen =
        stage
            .deploy(
                Samples.edited(
                    Samples.publicDemo(namespace.name(), "demo"),
                    yaml -> yaml.replaceAll("(?m)^  governance:\n    owner: .*\n", "")))
            .await(ConditionType.READY, ConditionStatus.FALSE, Reason.POLICY_DENIED);

    seen.delete().awaitGone();

    assertThat(client.namespaces().withName(seen.servingNamespace()).get()).isNull();
  }

  @Test
  void needsNoPolicyEngine(Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    Seen seen = deploy(namespace).awaitReady();
    testbed.stop("opa");
    try {
      seen.delete().awaitGone();
    } finally {
      testbed.start("opa");
    }

    assertThat(client.namespaces().withName(seen.servingNamespace()).get()).isNull();
  }

  @Test
  void saysWhatHoldsItUpAndGoesOnWhenNothingDoes(KubernetesClient client, TestNamespace namespace) {
    Seen seen = deploy(namespace).awaitReady();
    ConfigMap held = hold(client, seen);

    seen.delete();

    await("the status says why")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(seen.condition(ConditionType.READY))
                    .hasValueSatisfying(
                        ready -> {
                          assertThat(ready.status()).isEqualTo(ConditionStatus.FALSE);
                          assertThat(ready.reason()).isEqualTo(Reason.DELETING.text());
                          assertThat(ready.message()).contains(HOLD);
                        }));
    release(client, held);
    seen.awaitGone();
    assertThat(client.namespaces().withName(seen.servingNamespace()).get()).isNull();
  }

  @Test
  void letsGoAfterTheDeadlineAndSaysWhatRemains(KubernetesClient client, TestNamespace namespace) {
    Seen seen = deploy(namespace).awaitReady();
    ConfigMap held = hold(client, seen);
    try {
      seen.delete();
      await("the API server says what remains")
          .atMost(PATIENCE)
          .until(
              () ->
                  seen.condition(ConditionType.READY)
                      .map(Condition::message)
                      .filter(text -> text.contains(HOLD))
                      .isPresent());

      CLOCK.advance(DEADLINE.plusSeconds(1));
      stage.reconcile(seen);

      seen.awaitGone();
      assertThat(seen.events(Reason.DELETION_INCOMPLETE))
          .singleElement()
          .satisfies(text -> assertThat(text).contains(seen.servingNamespace(), HOLD));
    } finally {
      CLOCK.advance(DEADLINE.plusSeconds(1).negated());
      release(client, held);
    }
  }

  @Test
  void makesANamespaceAgainThatSomebodyDeletes(KubernetesClient client, TestNamespace namespace) {
    Seen seen = deploy(namespace).awaitReady();
    var serving = client.namespaces().withName(seen.servingNamespace());
    String before = serving.get().getMetadata().getUid();

    serving.delete();

    seen.await(ConditionType.READY, ConditionStatus.FALSE, Reason.SERVING_NAMESPACE_TERMINATING);
    seen.awaitReady();
    assertThat(Objects.requireNonNull(serving.get()).getMetadata().getUid()).isNotEqualTo(before);
  }

  @Test
  void saysWhatHoldsUpANamespaceThatSomebodyDeletesAndServesAgainWhenNothingDoes(
      KubernetesClient client, TestNamespace namespace) {
    Seen seen = deploy(namespace).awaitReady();
    var serving = client.namespaces().withName(seen.servingNamespace());
    String before = serving.get().getMetadata().getUid();
    ConfigMap held = hold(client, seen);
    try {
      serving.delete();

      await("the status says why")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(seen.condition(ConditionType.READY))
                      .hasValueSatisfying(
                          ready -> {
                            assertThat(ready.status()).isEqualTo(ConditionStatus.FALSE);
                            assertThat(ready.reason())
                                .isEqualTo(Reason.SERVING_NAMESPACE_TERMINATING.text());
                            assertThat(ready.message()).contains(seen.servingNamespace(), HOLD);
                          }));
      assertThat(seen.condition(ConditionType.STALLED)).isEmpty();
    } finally {
      release(client, held);
    }

    seen.awaitReady();
    assertThat(Objects.requireNonNull(serving.get()).getMetadata().getUid()).isNotEqualTo(before);
  }

  private static Seen deploy(TestNamespace namespace) {
    return stage.deploy(Samples.publicDemo(namespace.name(), "demo"));
  }

  /** Something in the serving namespace that somebody else has to let go of. */
  private static ConfigMap hold(KubernetesClient client, Seen seen) {
    return client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("held")
                .withNamespace(seen.servingNamespace())
                .withFinalizers(HOLD)
                .endMetadata()
                .build())
        .create();
  }

  private static void release(KubernetesClient client, ConfigMap held) {
    client
        .resource(held)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
  }
}
