package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods that do not come up. */
@OnTestbed
class SadPodsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);

  private static Stage stage;

  @BeforeAll
  static void raise(Testbed testbed) {
    stage = Stage.up(testbed);
  }

  @AfterAll
  static void strike() {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"image-pull-error", "crash-loop", "never-ready"})
  void areNeverReady(String mood, KubernetesClient client, TestNamespace namespace) {
    Seen seen =
        stage.deploy(
            Samples.edited(
                Samples.publicDemo(namespace.name(), "demo"),
                yaml ->
                    yaml.replaceFirst(
                        "(?m)^  server:\n",
                        "  server:\n    env:\n    - name: TESTBED_POD\n      value: %s\n"
                            .formatted(mood))));

    await("the pod is there and sad")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(pods(client, seen))
                    .singleElement()
                    .satisfies(
                        pod -> assertThat(pod.getStatus().getContainerStatuses()).hasSize(1)));
    await("not ready, not for a moment")
        .atMost(PATIENCE)
        .during(LONG_ENOUGH)
        .until(() -> !seen.ready());
    seen.await(ConditionType.ROLLOUT_COMPLETE, ConditionStatus.FALSE, Reason.PROGRESSING);
    seen.await(ConditionType.AVAILABLE, ConditionStatus.FALSE, Reason.NOTHING_RUNS);
    assertThat(seen.condition(ConditionType.RECONCILING)).isPresent();

    seen.patch("{\"spec\":{\"server\":{\"env\":null}}}").awaitReady();
  }

  @Test
  void doNotTakeAwayWhatServed(KubernetesClient client, TestNamespace namespace) {
    Seen seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo")).awaitReady();
    String serving = pods(client, seen).getFirst().getMetadata().getName();

    seen.patch(
        """
        {"spec":{"server":{"env":[{"name":"TESTBED_POD","value":"crash-loop"}]}}}
        """);

    await("the new pod")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(pods(client, seen)).hasSize(2));
    seen.await(ConditionType.READY, ConditionStatus.FALSE, Reason.PROGRESSING);
    await("the old pod serves on")
        .atMost(PATIENCE)
        .during(LONG_ENOUGH)
        .until(
            () ->
                seen.condition(ConditionType.AVAILABLE).map(Condition::status).orElseThrow()
                    == ConditionStatus.TRUE);
    assertThat(pods(client, seen)).anyMatch(pod -> pod.getMetadata().getName().equals(serving));
  }

  private static List<Pod> pods(KubernetesClient client, Seen seen) {
    return client.pods().inNamespace(seen.servingNamespace()).list().getItems();
  }
}
