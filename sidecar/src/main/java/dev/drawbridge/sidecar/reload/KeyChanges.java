package dev.drawbridge.sidecar.reload;

import dev.drawbridge.audit.pseudonym.Pseudonyms;
import dev.drawbridge.audit.pseudonym.Purpose;
import dev.drawbridge.audit.writer.Admission;
import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.LogClock;
import dev.drawbridge.audit.writer.Receipt;
import dev.drawbridge.sidecar.keys.Epochs;
import dev.drawbridge.sidecar.keys.KeyFiles;
import dev.drawbridge.sidecar.keys.WrappingKeys;
import dev.drawbridge.sidecar.record.RecordWriter;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes new keys into use when their time has come, and puts that on record. One thread. */
public final class KeyChanges {

  private final KeyFiles files;
  private final WrappingKeys wrapping;
  private final Epochs epochs;
  private final LogClock clock;

  /** Beginning with keys that are in use. */
  public KeyChanges(KeyFiles files, WrappingKeys wrapping, Epochs epochs, LogClock clock) {
    this.files = files;
    this.wrapping = wrapping;
    this.epochs = epochs;
    this.clock = clock;
  }

  Epochs epochs() {
    return epochs;
  }

  /**
   * Looks once.
   *
   * @return what is wrong with the keys; empty if nothing is
   */
  String look(AuditLog log, RecordWriter records, Receipt receipt) {
    long now = clock.wallMicros();
    if (wrapping.advance(now)) {
      log.rotate(wrapping.inUse());
    }
    return Stream.of(wrapping.problem(), ofHashes(log, now, records, receipt))
        .filter(problem -> !problem.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private String ofHashes(AuditLog log, long now, RecordWriter records, Receipt receipt) {
    try {
      Pseudonyms before = epochs.pseudonyms();
      if (epochs.advance(files, now)) {
        Pseudonyms after = epochs.pseudonyms();
        for (Purpose purpose : Purpose.values()) {
          String from = before.kid(purpose);
          if (records.keyRotated(purpose.label(), from, after.kid(purpose), receipt)
              != Admission.TAKEN) {
            log.missing();
          }
        }
      }
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
