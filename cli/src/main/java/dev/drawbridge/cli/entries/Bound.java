package dev.drawbridge.cli.entries;

import dev.drawbridge.audit.segment.Entry;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One end of a stretch of a log: an index, or a time.
 *
 * @param isTime whether {@code value} is microseconds since 1970
 */
public record Bound(long value, boolean isTime) {

  /** Before everything. */
  public static final Bound BEGIN = new Bound(0, false);

  /** Behind everything. */
  public static final Bound END = new Bound(Long.MAX_VALUE, false);

  /**
   * Reads an index or a time.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Bound parse(String text) {
    try {
      if (text.matches("\\d{1,18}")) {
        return new Bound(Long.parseLong(text), false);
      }
      return new Bound(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text)), true);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "neither an index (17) nor a time (2026-11-28T12:00:00Z)", e);
    }
  }

  /** Whether an entry stands at or behind it. */
  boolean isReachedBy(Entry entry) {
    return (isTime ? entry.wallMicros() : entry.index()) >= value;
  }

  /** Whether an entry stands behind it. */
  boolean isPassedBy(Entry entry) {
    return (isTime ? entry.wallMicros() : entry.index()) > value;
  }

  /** The first index that need be looked at. */
  long firstIndex() {
    return isTime ? 0 : value;
  }
}
