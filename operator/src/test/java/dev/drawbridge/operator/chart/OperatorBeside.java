package dev.drawbridge.operator.chart;

import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.harness.RunningOperator;
import dev.drawbridge.testbed.Testbed;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** An operator that starts as soon as a release has given it its rights, and works in its name. */
record OperatorBeside(CompletableFuture<RunningOperator> started) {

  static OperatorBeside of(Testbed testbed) {
    return new OperatorBeside(
        CompletableFuture.supplyAsync(
            () -> startWhenItMay(testbed), task -> Thread.ofVirtual().start(task)));
  }

  private static RunningOperator startWhenItMay(Testbed testbed) {
    Awaitility.await("the release has given the operator its rights")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () ->
                testbed
                        .kubectl(
                            "auth",
                            "can-i",
                            "watch",
                            "dataclassifications.drawbridge.dev",
                            "--as=" + Installation.USER)
                        .exitCode()
                    == 0);
    return RunningOperator.start(testbed);
  }

  void end() {
    started.join().close();
  }
}
