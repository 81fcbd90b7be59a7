package dev.drawbridge.audit.writer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Clocks that move when a test says so. */
public final class TestClock implements LogClock, InstantSource {

  private long wallMicros = 1_764_000_000_000_000L;
  private long monoNanos = 123_456_789_000L;

  @Override
  public long wallMicros() {
    return wallMicros;
  }

  @Override
  public long monoNanos() {
    return monoNanos;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(wallMicros * 1000);
  }

  /** Time passes. */
  public void pass(Duration time) {
    step(time);
    monoNanos = monoNanos + time.toNanos();
  }

  /** Somebody sets the wall clock. */
  public void step(Duration time) {
    wallMicros = wallMicros + time.toNanos() / 1000;
  }
}
