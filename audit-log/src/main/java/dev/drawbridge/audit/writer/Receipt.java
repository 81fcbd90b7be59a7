package dev.drawbridge.audit.writer;

/**
 * Hears what became of one record. Called once, by the writer's thread, which it must not hold up
 * and to which it must not throw: that counts as a disk that failed. An event loop's receipt hands
 * over to its loop. One object may serve many records.
 */
public interface Receipt {

  /** The record is durable, as {@link Durability} means it. */
  void durable(long index);

  /** The record is not in the log; a gap will be. */
  void lost();
}
