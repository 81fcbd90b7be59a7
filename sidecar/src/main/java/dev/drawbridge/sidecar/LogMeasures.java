package dev.drawbridge.sidecar;

import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.LogStatus;
import dev.drawbridge.sidecar.metrics.LogReadings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** What the log says of itself, read when monitoring asks. */
final class LogMeasures implements LogReadings {

  private static final double MILLIS = 1000;

  private final AuditLog log;
  private final Path checkpoint;
  private final LongSupplier acknowledged;

  /**
   * Measures a log.
   *
   * @param acknowledged entries that are durable elsewhere
   */
  LogMeasures(AuditLog log, Path folder, LongSupplier acknowledged) {
    this.log = log;
    this.checkpoint = folder.resolve("checkpoint");
    this.acknowledged = acknowledged;
  }

  @Override
  public long entries() {
    return log.status().entries();
  }

  @Override
  public long unshippedRecords() {
    return Math.max(0, entries() - acknowledged.getAsLong());
  }

  @Override
  public long droppedRecords() {
    return log.status().droppedRecords();
  }

  @Override
  public long usedBytes() {
    return log.status().usedBytes();
  }

  @Override
  public double checkpointAgeSeconds() {
    try {
      long millis = Files.getLastModifiedTime(checkpoint).toMillis();
      return Math.max(0, System.currentTimeMillis() - millis) / MILLIS;
    } catch (IOException e) {
      return -1; // there is none yet
    }
  }

  @Override
  public boolean writable() {
    return log.status().state() == LogStatus.State.OPEN;
  }
}
