package dev.drawbridge.sidecar.drain;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts requests under way, and from {@link #begin} on waits for the last. For any thread. */
public final class Drain {

  private final AtomicInteger underWay = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean draining;

  /** A request began. */
  public void requestBegan() {
    underWay.incrementAndGet();
  }

  /** A request is over, recorded and all. */
  public void requestEnded() {
    if (underWay.decrementAndGet() == 0 && draining) {
      ended.countDown();
    }
  }

  /** Whether new requests are to be refused. */
  public boolean draining() {
    return draining;
  }

  /**
   * Refuses new requests from now on.
   *
   * @return whether this is the first call
   */
  public synchronized boolean begin() {
    boolean first = !draining;
    draining = true;
    if (underWay.get() == 0) {
      ended.countDown();
    }
    return first;
  }

  /** Requests under way now. */
  public int underWay() {
    return underWay.get();
  }

  /**
   * Waits after {@link #begin}.
   *
   * @return whether all requests have ended in that time
   */
  public boolean await(Duration patience) throws InterruptedException {
    return ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }
}
