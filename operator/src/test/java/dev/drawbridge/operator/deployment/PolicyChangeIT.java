package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.operator.harness.RunningOperator;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.ServingObjects;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.plan.Sha256;
import dev.drawbridge.operator.policy.PolicyEngine;
import dev.drawbridge.operator.policy.Reply;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Another policy bundle is applied to what runs already. */
@OnTestbed
class PolicyChangeIT {

  private static final Duration PROMISED = Duration.ofSeconds(5);

  @Test
  void reachesWhatRunsWithinSeconds(
      Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    Bundle bundle = new Bundle(RunningOperator.realOpa(testbed));
    try (Stage stage = Stage.up(testbed, setup -> setup.engine(bundle))) {
      Seen seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo")).awaitReady();
      ServingObjects serving = new ServingObjects(client, seen.servingNamespace());
      Map<String, String> running = withoutGrounds(serving.snapshot());

      bundle.activate("lenient", "allow");
      awaitDecidedBy("lenient", seen);
      assertThat(seen.ready()).isTrue();
      await("records name the policies that are in force")
          .atMost(PROMISED)
          .untilAsserted(() -> assertThat(serving.configuration()).contains(digest("lenient")));

      bundle.activate("strict", "deny");
      awaitDecidedBy("strict", seen);
      seen.await(ConditionType.READY, ConditionStatus.FALSE, Reason.POLICY_DENIED);
      seen.await(ConditionType.AVAILABLE, ConditionStatus.TRUE, Reason.AVAILABLE);
      assertThat(serving.configuration()).contains(digest("lenient"));

      bundle.activate("lenient again", "allow");
      awaitDecidedBy("lenient again", seen);
      seen.awaitReady();
      assertThat(withoutGrounds(serving.snapshot())).isEqualTo(running);
      assertThat(serving.podVersions()).isEqualTo(1);
    }
  }

  private static String digest(String revision) {
    return "sha256:" + Sha256.hex(revision.getBytes(StandardCharsets.UTF_8));
  }

  /** What names the policies and their decision. */
  private static Map<String, String> withoutGrounds(Map<String, String> objects) {
    Map<String, String> others = new TreeMap<>(objects);
    others.keySet().removeIf(name -> name.matches("ConfigMap/(admitted|sidecar-.*)"));
    return others;
  }

  private static void awaitDecidedBy(String revision, Seen seen) {
    await(revision)
        .atMost(PROMISED)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () ->
                assertThat(Objects.requireNonNull(seen.status().decision()).policyRevision())
                    .isEqualTo(revision));
  }

  /** The real policies under another name, and with another answer. */
  private static final class Bundle implements PolicyEngine {

    private final PolicyEngine real;
    private volatile String revision = "first";
    private volatile String answer = "allow";

    Bundle(PolicyEngine real) {
      this.real = real;
    }

    void activate(String newRevision, String newAnswer) {
      answer = newAnswer;
      revision = newRevision;
    }

    @Override
    public Reply ask(JsonNode input) {
      return switch (real.ask(input)) {
        case Reply.Failed failed -> failed;
        case Reply.Answer decided -> {
          ObjectNode result = decided.result().deepCopy();
          if (result.path("decision").asText().equals("allow")) {
            result.put("decision", answer);
          }
          yield new Reply.Answer(result, decided.decisionId(), List.of(revision));
        }
      };
    }
  }
}
