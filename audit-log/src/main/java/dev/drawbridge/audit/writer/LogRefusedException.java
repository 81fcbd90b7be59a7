package dev.drawbridge.audit.writer;

import java.io.IOException;

/** What is on disk is not what it should be, and going on would hide that. Somebody has to look. */
public final class LogRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  /** What is wrong. */
  public enum Reason {
    /** The log is shorter than a checkpoint that it signed. */
    TAIL_CUT,
    /** The log is shorter than a witness knows it. */
    WITNESS_AHEAD,
    /** The log is another than the one that it signed. */
    FORKED,
    /** Something cannot be read. */
    DAMAGED,
    /** It is the log of somebody else. */
    OTHER_ORIGIN
  }

  private final Reason reason;

  LogRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
