package dev.drawbridge.audit.witness;

/** A witness did not cosign. */
public final class WitnessRefusal extends Exception {
  private static final long serialVersionUID = 1;

  /** Why not. */
  public enum Reason {
    /** It does not watch that log. */
    UNKNOWN_LOG,
    /** The log's signature is missing or wrong, or the note is no checkpoint. */
    NOT_SIGNED,
    /** The proof starts from another size than it has; it tells which. */
    OTHER_SIZE,
    /** The tree has not grown out of the one that it has: the log forked or was rewritten. */
    INCONSISTENT
  }

  private final Reason reason;
  private final long latestSize;

  WitnessRefusal(Reason reason, long latestSize, String message) {
    super(message);
    this.reason = reason;
    this.latestSize = latestSize;
  }

  public Reason reason() {
    return reason;
  }

  /** The size that the witness has. */
  public long latestSize() {
    return latestSize;
  }
}
