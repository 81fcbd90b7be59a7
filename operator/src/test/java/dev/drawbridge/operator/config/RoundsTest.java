package dev.drawbridge.operator.config;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsTest {

  private final Rounds rounds = new Rounds();
  private final AtomicInteger times = new AtomicInteger();

  @AfterEach
  void end() {
    rounds.close();
  }

  @Test
  void aTimeThatFailsIsNotTheLast() {
    rounds.begin(
        Duration.ofMillis(1),
        () -> {
          times.incrementAndGet();
          throw new IllegalStateException("not now");
        },
        "cannot look");

    await().until(() -> times.get() > 2);
  }

  /** A class that a broken image lacks, or a moment without memory. */
  @Test
  void neitherIsOneThatEndsWithAnError() {
    rounds.begin(
        Duration.ofMillis(1),
        () -> {
          times.incrementAndGet();
          throw new NoClassDefFoundError("dev/drawbridge/Absent");
        },
        "cannot look");

    await().until(() -> times.get() > 2);
  }
}
