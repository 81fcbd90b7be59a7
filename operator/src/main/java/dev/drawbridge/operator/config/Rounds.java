package dev.drawbridge.operator.config;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the operator does again and again beside its reconciles, on two threads. */
final class Rounds {

  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(2, Thread.ofPlatform().daemon().name("watch-", 0).factory());

  /**
   * Does it from now on, first after one pause. A time that fails, with whatever it be, is not the
   * last: the executor would drop the task without a word.
   *
   * @param pause from the end of one time to the next
   * @param failed what is said of a time that fails
   */
  void begin(Duration pause, Runnable task, String failed) {
    begin(pause, pause, task, failed);
  }

  /** As {@link #begin}, but first at once. */
  void beginNow(Duration pause, Runnable task, String failed) {
    begin(Duration.ZERO, pause, task, failed);
  }

  private void begin(Duration first, Duration pause, Runnable task, String failed) {
    var _ =
        threads.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException | Error e) {
                LOG.error("{}; trying again", failed, e);
              }
            },
            first.toMillis(),
            pause.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /**
   * Interrupts what is under way, and waits for its end.
   *
   * @return whether it has ended within that time
   */
  boolean end(Duration patience) {
    threads.shutdownNow();
    try {
      return threads.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
