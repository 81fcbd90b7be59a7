package dev.drawbridge.audit.writer;

/**
 * How a log is. For readiness and metrics; what is read is a moment old.
 *
 * @param entries in the log, written
 * @param checkpointSize entries under the last checkpoint
 * @param witnessedSize entries that the witness has seen; 0 without a witness
 * @param droppedRecords records that were not written, since the process opened the log
 * @param usedBytes by segments
 * @param problem what is wrong with disk or witness; empty if nothing is
 */
public record LogStatus(
    State state,
    long entries,
    long checkpointSize,
    long witnessedSize,
    long droppedRecords,
    long usedBytes,
    String problem) {

  /** What it takes. */
  public enum State {
    /** Everything. */
    OPEN,
    /** Ends of requests only, for the volume is nearly full. */
    NEARLY_FULL,
    /** Nothing, until there is room. */
    FULL,
    /** Nothing any more: closed. */
    CLOSED,
    /** Nothing: the disk failed, and it is tried again; or the log must not go on. */
    FAILED
  }
}
