package dev.drawbridge.audit.writer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Clocks of a node that move when a test says so. As an instant, the time everywhere else. */
public final class TestClock implements LogClock, InstantSource {

  private long wallMicros = 1_764_000_000_000_000L;
  private long monoNanos = 123_456_789_000L;
  private Duration ahead = Duration.ZERO;

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
    return Instant.EPOCH.plusNanos(wallMicros * 1000).minus(ahead);
  }

  /** Time passes. */
  public void pass(Duration time) {
    wallMicros = wallMicros + time.toNanos() / 1000;
    monoNanos = monoNanos + time.toNanos();
  }

  /** Somebody sets the wall clock of the node. */
  public void step(Duration time) {
    wallMicros = wallMicros + time.toNanos() / 1000;
    ahead = ahead.plus(time);
  }

  /** By how much the node's clock is ahead of all others. */
  Duration ahead() {
    return ahead;
  }
}
