package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.segment.KeyEncryptionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is looked at beyond whether the log is whole.
 *
 * @param keys to open records with; without any, nothing is opened
 * @param judgesRecords whether opened records are held against the rules for them: fields that an
 *     event always has, configurations that were put on record, epochs of keyed hashes
 * @param maxKeyAge how long a key-encryption key may wrap keys
 * @param oldest nothing from before may be kept any more
 * @param otherCopies checkpoints from other copies of the same log
 * @param records hears of what was opened
 */
public record Inspection(
    List<KeyEncryptionKey> keys,
    boolean judgesRecords,
    Duration maxKeyAge,
    Optional<Instant> oldest,
    List<byte[]> otherCopies,
    RecordListener records) {

  /** The 90 days of a key, and a day to change it. */
  public static final Duration KEY_AGE = Duration.ofDays(91);

  public Inspection {
    keys = List.copyOf(keys);
    otherCopies = List.copyOf(otherCopies);
  }

  /** Opens records and judges only whether they are those that were written. */
  public static Inspection opening(List<KeyEncryptionKey> keys) {
    return new Inspection(keys, false, KEY_AGE, Optional.empty(), List.of(), (_, _, _) -> {});
  }

  /** Opens records, and holds them against all rules. */
  public static Inspection judging(
      List<KeyEncryptionKey> keys, Optional<Instant> oldest, RecordListener records) {
    return new Inspection(keys, true, KEY_AGE, oldest, List.of(), records);
  }

  /** The same, and whether the log begins or goes on as other copies of it do. */
  public Inspection comparedWith(List<byte[]> checkpoints) {
    return new Inspection(keys, judgesRecords, maxKeyAge, oldest, checkpoints, records);
  }
}
