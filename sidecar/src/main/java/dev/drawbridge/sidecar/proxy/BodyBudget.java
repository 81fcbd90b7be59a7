package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.metrics.SidecarMetrics;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory that all request bodies together may take. For any thread. */
final class BodyBudget {

  private final long most;
  private final SidecarMetrics metrics;
  private final AtomicLong taken = new AtomicLong();

  BodyBudget(long most, SidecarMetrics metrics) {
    this.most = most;
    this.metrics = metrics;
  }

  /** Whether there was room; then it has to be given back. */
  boolean take(long bytes) {
    long now = taken.addAndGet(bytes);
    if (now > most) {
      taken.addAndGet(-bytes);
      return false;
    }
    metrics.bufferedBytes(now);
    return true;
  }

  void giveBack(long bytes) {
    metrics.bufferedBytes(taken.addAndGet(-bytes));
  }
}
