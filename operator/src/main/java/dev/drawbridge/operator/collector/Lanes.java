package dev.drawbridge.operator.collector;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many visits work at once. Those to logs that failed or were slow wait among themselves, so
 * that the others do not wait for them.
 */
final class Lanes {

  private static final int AT_ONCE = 24;
  private static final int DOUBTFUL_AT_ONCE = 8;

  private final Semaphore usual = new Semaphore(AT_ONCE, true);
  private final Semaphore doubtful = new Semaphore(DOUBTFUL_AT_ONCE, true);

  /** Runs the visit when it is its turn, on this thread; not at all if that is interrupted. */
  void run(boolean isDoubtful, Runnable visit) {
    Semaphore lane = isDoubtful ? doubtful : usual;
    try {
      lane.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      visit.run();
    } finally {
      lane.release();
    }
  }

  /**
   * Lets nobody in any more, and waits for those that are.
   *
   * @return whether they are out within that time; else others may come in again
   */
  boolean close(Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    return take(usual, AT_ONCE, until) && take(doubtful, DOUBTFUL_AT_ONCE, until);
  }

  private static boolean take(Semaphore lane, int all, long until) {
    try {
      return lane.tryAcquire(all, until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
