package dev.drawbridge.operator.harness;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Tells the time, but for a lead that a test gives it, and how often a reconcile asked for it. */
public final class CountingClock extends Clock {

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicReference<Duration> lead = new AtomicReference<>(Duration.ZERO);

  @Override
  public Instant instant() {
    if (!Thread.currentThread().getName().startsWith("watch-")) {
      asked.incrementAndGet();
    }
    return Instant.now().plus(lead.get());
  }

  public void advance(Duration by) {
    lead.updateAndGet(before -> before.plus(by));
  }

  /** Every reconcile asks at least once, whatever comes of it. */
  public int asked() {
    return asked.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("the operator knows no time zones");
  }
}
