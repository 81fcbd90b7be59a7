package dev.drawbridge.sidecar.proxy;

import java.util.concurrent.TimeUnit;

/**
 * The last that is read of a connection, to be thrown away: closing while bytes are unread would
 * make the kernel throw the answer away (RFC 9112, 9.6).
 */
final class Linger {

  private static final long NANOS = TimeUnit.SECONDS.toNanos(2);

  private boolean begun;
  private long untilNanos;

  void begin(long nowNanos) {
    begun = true;
    untilNanos = nowNanos + NANOS;
  }

  boolean begun() {
    return begun;
  }

  /** Whether it has begun, and long enough ago. */
  boolean over(long nowNanos) {
    return begun && nowNanos - untilNanos > 0;
  }
}
