package dev.drawbridge.operator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** NetworkPolicies that nobody enforces any more are found out, by packets. */
@OnNode
class WallsOnNode {

  private static final String ENFORCER = "netpolicy";

  /** Room for several looks, of which a busy machine may spoil some. */
  private static final Duration LOOKS = Duration.ofMinutes(2);

  private static Testbed testbed;
  private static Release release;
  private static Served model;
  private static Caller stranger;

  @BeforeAll
  static void serve(Testbed given) {
    testbed = given;
    release = Release.in(testbed);
    model = Served.example(testbed, "tiny-llama.yaml");
    stranger = Caller.in(testbed, "default");
  }

  @AfterAll
  static void end() {
    stranger.close();
    model.close();
  }

  @Test
  void aNetworkThatEnforcesNothingIsFoundOutWithinAMinute() {
    assertThat(strangerComesIn()).isFalse();
    testbed.stop(ENFORCER);
    try {
      assertThat(strangerComesIn()).isTrue();
      // Within a minute: that is what this waits for.
      model
          .seen()
          .await(ConditionType.ISOLATED, ConditionStatus.FALSE, Reason.NETWORK_POLICY_NOT_ENFORCED);
      assertThat(model.seen().condition(ConditionType.ISOLATED).orElseThrow().message())
          .contains("Install a network plugin that enforces NetworkPolicies");
      assertThat(model.seen().ready()).isFalse();
      for (Pod operator : release.operators()) {
        await(operator.getMetadata().getName() + " misses it")
            .atMost(LOOKS)
            .ignoreExceptionsInstanceOf(UncheckedIOException.class)
            .untilAsserted(() -> assertThat(presence(operator)).endsWith(" 0.0"));
        assertThat(Management.of(operator).get("/q/health/well"))
            .contains("missing: install a network plugin that enforces NetworkPolicies");
      }
      assertThat(stranger.reaches(ip(), 8000)).as("the model itself, on loopback").isFalse();
    } finally {
      testbed.start(ENFORCER);
    }

    model.seen().await(ConditionType.ISOLATED, ConditionStatus.TRUE, Reason.VERIFIED);
    model.seen().awaitReady();
    assertThat(strangerComesIn()).isFalse();
  }

  private static boolean strangerComesIn() {
    return stranger.reaches(ip(), Drawbridge.TRIPWIRE_PORT);
  }

  private static String ip() {
    return model.pod().getStatus().getPodIP();
  }

  /** Ends with 1.0, 0.0 or, where nobody can tell, NaN. */
  private static String presence(Pod operator) {
    return Management.of(operator)
        .get("/q/metrics")
        .lines()
        .filter(line -> line.startsWith("drawbridge_prerequisite_present"))
        .filter(line -> line.contains("network-policies"))
        .collect(Collectors.joining());
  }
}
