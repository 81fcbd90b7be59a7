package dev.drawbridge.cli.verify;

import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.cli.input.LogKeys;
import dev.drawbridge.cli.input.WitnessKeys;
import dev.drawbridge.cli.input.WitnessNotes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is verified, and against what. None of it comes from the logs.
 *
 * @param logKeys keys of the logs
 * @param witnesses those who are trusted
 * @param notes what witnesses show
 * @param recordKeys to open records with; none: they stay sealed
 * @param retention how long entries may be kept; empty: as long as one likes
 * @param asOf the moment that ages are counted to
 */
public record Questions(
    LogKeys logKeys,
    WitnessKeys witnesses,
    WitnessNotes notes,
    List<KeyEncryptionKey> recordKeys,
    Optional<Duration> retention,
    Instant asOf) {

  public Questions {
    recordKeys = List.copyOf(recordKeys);
  }

  /** Whether records are opened. */
  public boolean opensRecords() {
    return !recordKeys.isEmpty();
  }

  Optional<Instant> oldest() {
    return retention.map(asOf::minus);
  }
}
