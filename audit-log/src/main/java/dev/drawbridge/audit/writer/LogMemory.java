package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.note.Checkpoint;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the process knows of its log beside what is on disk. It outlives a journal whose disk
 * failed, so that the next one neither takes up what was called lost nor forgets what is missing.
 * The writer's thread only, but for the counts of missing records.
 */
final class LogMemory {

  private final AtomicLong untold = new AtomicLong();
  private final AtomicLong ever = new AtomicLong();
  private long entries = Long.MAX_VALUE; // before the log is opened: what is there counts
  private @Nullable Checkpoint signed;

  /** Records were not written, to be put on record. Any thread. */
  void missing(long records) {
    untold.addAndGet(records);
    ever.addAndGet(records);
  }

  /** Missing records that are not on record yet. Any thread. */
  long untold() {
    return untold.get();
  }

  /** Records that were missing since the log was opened. Any thread. */
  long everMissing() {
    return ever.get();
  }

  /** Hears when so many of the missing are on record. */
  Receipt telling(long records) {
    return new Receipt() {
      @Override
      public void durable(long index) {
        untold.addAndGet(-records);
      }

      @Override
      public void lost() {}
    };
  }

  /** Entries that count; what is found beyond them was called lost. */
  long entries() {
    return entries;
  }

  /** The log has so many entries now. */
  void has(long size) {
    entries = size;
  }

  /** So many were found on disk. Those that only the process knew are missing. */
  void found(long size) {
    if (entries != Long.MAX_VALUE) {
      missing(entries - size);
    }
    entries = size;
  }

  /** The last checkpoint that this process signed. */
  Optional<Checkpoint> signed() {
    return Optional.ofNullable(signed);
  }

  void signed(Checkpoint checkpoint) {
    signed = checkpoint;
  }
}
