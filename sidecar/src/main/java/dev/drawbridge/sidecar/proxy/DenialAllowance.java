package dev.drawbridge.sidecar.proxy;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many refusals of strangers are recorded: anybody can knock without a certificate of ours, and
 * must not be able to fill the log. For any thread.
 */
final class DenialAllowance {

  private static final long PER_SECOND = 1;
  private static final long BURST = 60;
  private static final long NANOS = 1_000_000_000L / PER_SECOND;

  /** When the bucket would be full again, if nothing more is taken. */
  private final AtomicLong fullAtNanos = new AtomicLong(System.nanoTime());

  /** Takes one, if there is one. */
  boolean take(long nowNanos) {
    while (true) {
      long full = fullAtNanos.get();
      long next = (full - nowNanos > 0 ? full : nowNanos) + NANOS;
      if (next - nowNanos > BURST * NANOS) {
        return false;
      }
      if (fullAtNanos.compareAndSet(full, next)) {
        return true;
      }
    }
  }
}
