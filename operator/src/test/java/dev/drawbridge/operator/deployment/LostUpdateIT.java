package dev.drawbridge.operator.deployment;

import static org.awaitility.Awaitility.await;

import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/**
 * A change of the spec at the very moment at which the operator writes the status is not lost. The
 * framework's filter of events of its own writes loses it (java-operator-sdk issue 3398), which is
 * why that filter is off and statuses are not written by way of the framework.
 */
@OnTestbed
class LostUpdateIT {

  private static final int ROUNDS = 50;

  /** Far below the interval at which everything is reconciled anyway. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Queue<Runnable> duringStatusWrite = new ConcurrentLinkedQueue<>();

  @Test
  void seesASpecThatChangesWhileItWritesTheStatus(Testbed testbed, TestNamespace namespace) {
    try (Stage stage = Stage.up(testbed, setup -> setup.http(this::intercept))) {
      Seen seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo")).awaitReady();

      for (int round = 1; round <= ROUNDS; round++) {
        String purpose = "round " + round;
        duringStatusWrite.add(() -> declare(seen, purpose + ", second thought"));
        declare(seen, purpose);

        await(purpose)
            .atMost(SOON)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> duringStatusWrite.isEmpty() && isObserved(seen));
      }
    }
  }

  private static void declare(Seen seen, String purpose) {
    seen.patch("{\"spec\":{\"governance\":{\"purpose\":\"%s\"}}}".formatted(purpose));
  }

  private static boolean isObserved(Seen seen) {
    var now = seen.now();
    return Objects.equals(
        Objects.requireNonNull(now.getStatus()).observedGeneration(),
        now.getMetadata().getGeneration());
  }

  private void intercept(HttpClient.Builder builder) {
    builder.addOrReplaceInterceptor(
        "lost-update",
        new Interceptor() {
          @Override
          public void before(BasicBuilder to, HttpRequest request, RequestTags tags) {
            String path = request.uri().getPath();
            if (path.contains("/modeldeployments/") && path.endsWith("/status")) {
              Runnable surprise = duringStatusWrite.poll();
              if (surprise != null) {
                surprise.run();
              }
            }
          }
        });
  }
}
