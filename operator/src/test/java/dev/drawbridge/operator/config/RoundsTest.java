package dev.drawbridge.operator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsTest {

  private final Rounds rounds = new Rounds();
  private final AtomicInteger times = new AtomicInteger();

  @AfterEach
  void end() {
    var _ = rounds.end(Duration.ZERO);
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

  @Test
  void theFirstTimeIsAtOnceWhereThatIsAskedFor() {
    rounds.beginNow(Duration.ofDays(1), times::incrementAndGet, "cannot look");

    await().until(() -> times.get() == 1);
  }

  @Test
  void theEndWaitsForWhatIsUnderWay() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean over = new AtomicBoolean();
    rounds.begin(
        Duration.ofMillis(1),
        () -> {
          begun.countDown();
          sleepUntilInterrupted();
          over.set(true);
        },
        "cannot look");
    begun.await();

    assertThat(rounds.end(Duration.ofMinutes(1))).isTrue();
    assertThat(over).isTrue();
  }

  @Test
  void theEndTellsOfWhatDoesNotEnd() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    rounds.begin(
        Duration.ofMillis(1),
        () -> {
          begun.countDown();
          awaitUninterrupted(enough);
        },
        "cannot look");
    begun.await();

    assertThat(rounds.end(Duration.ofMillis(20))).isFalse();

    enough.countDown();
    assertThat(rounds.end(Duration.ofMinutes(1))).isTrue();
  }

  private static void sleepUntilInterrupted() {
    try {
      Thread.sleep(Duration.ofMinutes(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As a disk that does not answer. */
  private static void awaitUninterrupted(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // Goes on.
      }
    }
  }
}
