package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.segment.SegmentHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * How a log is kept.
 *
 * @param origin name of the log: {@code cluster/namespace/model/pod-uid/epoch}, at most 255 bytes,
 *     without spaces and plus signs
 */
public record LogSettings(String origin, Durability durability, Limits limits, Rhythm rhythm) {

  private static final int MAX_ORIGIN = 255;

  /**
   * How much of the machine it may take.
   *
   * @param ringSlots records that may wait, a power of two; each takes 2 KiB of memory
   * @param segmentBytes size of a segment, from 16 KiB to 1 GiB
   * @param highWaterBytes from here on only ends of requests are taken
   * @param quotaBytes no segment is begun beyond it
   */
  public record Limits(int ringSlots, long segmentBytes, long highWaterBytes, long quotaBytes) {

    private static final long MIN_SEGMENT = 2L * SegmentHeader.MAX_BYTES;
    private static final long MAX_SEGMENT = 1L << 30;

    /** 2,048 slots, segments of 64 MiB, and of the quota 90 %. */
    public static Limits ofQuota(long quotaBytes) {
      return new Limits(2048, 64L << 20, quotaBytes / 10 * 9, quotaBytes);
    }

    public Limits {
      check(Integer.bitCount(ringSlots) == 1, "the number of slots is a power of two");
      check(
          segmentBytes >= MIN_SEGMENT && segmentBytes <= MAX_SEGMENT,
          "a segment has 16 KiB to 1 GiB");
      check(
          highWaterBytes <= quotaBytes && quotaBytes >= 2 * segmentBytes,
          "the quota is two segments at least and not below the high-water mark");
    }
  }

  /**
   * How often it does what.
   *
   * @param window how long {@link Durability#GROUP} and {@link Durability#ASYNC} collect, 5 ms at
   *     most
   * @param checkpoint at least between two checkpoints of a growing log
   * @param heartbeat at most without any record
   * @param anchor at least between two cosigned checkpoints that are kept in the log
   * @param clockStep by how much the clocks may part before it is put on record
   * @param reopen between two tries to open a log whose disk failed
   */
  public record Rhythm(
      Duration window,
      Duration checkpoint,
      Duration heartbeat,
      Duration anchor,
      Duration clockStep,
      Duration reopen) {

    private static final Duration MAX_WINDOW = Duration.ofMillis(5);

    public static Rhythm usual() {
      return new Rhythm(
          MAX_WINDOW,
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofMillis(500),
          Duration.ofSeconds(2));
    }

    public Rhythm {
      check(window.compareTo(MAX_WINDOW) <= 0, "the window is 5 ms at most");
    }
  }

  public LogSettings {
    check(
        !origin.isEmpty() && origin.getBytes(StandardCharsets.UTF_8).length <= MAX_ORIGIN,
        "an origin has 1 to 255 bytes");
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
