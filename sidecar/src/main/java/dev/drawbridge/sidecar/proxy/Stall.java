package dev.drawbridge.sidecar.proxy;

/**
 * Whether a reader has stopped reading: within the limit he has to take at least {@link #LEAST}
 * bytes of what waits for him, or all of it.
 */
final class Stall {

  private static final long LEAST = 1024;

  private long written;
  private long mark;
  private long markNanos = System.nanoTime();

  /** So many bytes more were written to him. */
  void wrote(long bytes) {
    written += bytes;
  }

  /**
   * Looks at him.
   *
   * @param pending bytes that still wait
   */
  boolean stalled(long pending, long nowNanos, long limitNanos) {
    long taken = written - pending;
    if (pending <= 0 || taken - mark >= LEAST) {
      mark = taken;
      markNanos = nowNanos;
      return false;
    }
    return nowNanos - markNanos > limitNanos;
  }
}
