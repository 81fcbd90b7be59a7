package dev.drawbridge.sidecar.metrics;

/** What the log says of itself when it is asked. For use by any thread. */
public interface LogReadings {

  /** Entries in the log. */
  long entries();

  /** Entries that the collector has not acknowledged. */
  long unshippedRecords();

  /** Records that the log dropped, and counts in {@code audit.gap}. */
  long droppedRecords();

  /** Bytes on disk. */
  long usedBytes();

  /** Seconds since the last checkpoint; NaN before the first. */
  double checkpointAgeSeconds();

  /** Whether it takes records of new requests. */
  boolean writable();
}
