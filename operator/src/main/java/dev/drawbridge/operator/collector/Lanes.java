package dev.drawbridge.operator.collector;

import java.util.concurrent.Semaphore;

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
}
