package dev.drawbridge.audit.verify;

/** What can be found. The names are stable: scripts rely on them. */
public enum Code {
  SEGMENT_MISSING(Severity.ERROR, "segments are missing between others or at the beginning"),
  HEADER_BROKEN(Severity.ERROR, "the header of a segment cannot be read"),
  HEADER_MISMATCH(Severity.ERROR, "a header does not continue what stands before it"),
  FRAME_BROKEN(Severity.ERROR, "there is no whole frame where one should be"),
  SEGMENT_TAIL(Severity.ERROR, "bytes follow that do not count, and no gap explains them"),
  ENTRY_MALFORMED(Severity.ERROR, "a frame holds no entry"),
  INDEX_BROKEN(Severity.ERROR, "entries were deleted, inserted or put in another order"),
  CHAIN_BROKEN(Severity.ERROR, "the entry before was changed, or this one put in its place"),
  HASHES_DIFFER(Severity.ERROR, "the hash files are not those of the entries"),

  CHECKPOINT_MISSING(Severity.ERROR, "the log has entries and no checkpoint"),
  CHECKPOINT_MALFORMED(Severity.ERROR, "what should be a checkpoint is none"),
  CHECKPOINT_SIGNATURE(Severity.ERROR, "a checkpoint is not signed by the log"),
  CHECKPOINT_MISMATCH(Severity.ERROR, "the entries are not those that were signed"),
  TAIL_CUT(Severity.ERROR, "the log signed more entries than there are"),
  UNSIGNED_TAIL(Severity.WARNING, "the last entries are under no checkpoint yet"),

  WITNESS_SIGNATURE(Severity.ERROR, "what a witness is said to have signed it has not"),
  WITNESS_AHEAD(Severity.ERROR, "a witness has seen more entries than there are"),
  WITNESS_FORK(Severity.ERROR, "a witness has seen another log: it was forked or rewritten"),
  NOT_WITNESSED(Severity.ERROR, "fewer witnesses have cosigned than there should be"),

  CLOCK_STEP_UNEXPLAINED(Severity.ERROR, "the clock moved and no clock.step says so"),
  CLOCK_BACK_AT_OPEN(Severity.ERROR, "the log was opened earlier than its last entry"),
  CLOCK_STEPPED(Severity.WARNING, "the clock moved, and a clock.step says so"),
  BACKDATED(Severity.ERROR, "an entry claims to be older than a checkpoint that it follows"),
  FORWARD_DATED(Severity.ERROR, "an entry claims to be younger than the witness that saw it"),
  SILENCE(Severity.WARNING, "there was no heartbeat for too long"),

  COMPLETED_WITHOUT_ACCEPTED(Severity.ERROR, "the end of a request that was never accepted"),
  COMPLETED_TWICE(Severity.ERROR, "the end of a request that had ended or been given up"),
  ACCEPTED_WITHOUT_COMPLETED(Severity.WARNING, "requests without an end"),
  CRASHED(Severity.WARNING, "the log was opened again without having been closed"),
  NOT_CLOSED(Severity.WARNING, "the log was not closed: it is still written, or was cut off"),
  GAP(Severity.WARNING, "records or bytes are missing, and an audit.gap says so"),
  EVENT_UNKNOWN(Severity.WARNING, "an event that this version does not know"),

  KEY_MISSING(Severity.WARNING, "a segment's key cannot be unwrapped with the keys given"),
  CONTENT_BROKEN(Severity.ERROR, "a record does not open, or is not what the entry says");

  /** How bad it is. */
  public enum Severity {
    /** Evidence of damage or of tampering. */
    ERROR,
    /** Somebody should be able to say why. */
    WARNING
  }

  private final Severity severity;
  private final String meaning;

  Code(Severity severity, String meaning) {
    this.severity = severity;
    this.meaning = meaning;
  }

  public Severity severity() {
    return severity;
  }

  /** In words. */
  public String meaning() {
    return meaning;
  }
}
