package dev.drawbridge.operator.deployment;

import static org.awaitility.Awaitility.await;

import dev.drawbridge.operator.harness.DuringStatusWrite;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A change of the spec at the very moment at which the operator writes the status is not lost. The
 * framework's filter of events of its own writes loses it ({@link SdkLostUpdateIT}), which is why
 * that filter is off and statuses are not written by way of the framework.
 */
@OnTestbed
class LostUpdateIT {

  private static final int ROUNDS = 50;

  /** Far below the interval at which everything is reconciled anyway. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private final DuringStatusWrite statusWrite = new DuringStatusWrite();

  @Test
  void seesASpecThatChangesWhileItWritesTheStatus(Testbed testbed, TestNamespace namespace) {
    try (Stage stage = Stage.up(testbed, setup -> setup.http(statusWrite::install))) {
      Seen seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo")).awaitReady();

      for (int round = 1; round <= ROUNDS; round++) {
        String purpose = "round " + round;
        statusWrite.next(() -> declare(seen, purpose + ", second thought"));
        declare(seen, purpose);

        await(purpose)
            .atMost(SOON)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> statusWrite.isOver() && seen.isObserved());
      }
    }
  }

  private static void declare(Seen seen, String purpose) {
    seen.patch("{\"spec\":{\"governance\":{\"purpose\":\"%s\"}}}".formatted(purpose));
  }
}
