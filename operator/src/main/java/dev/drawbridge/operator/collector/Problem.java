package dev.drawbridge.operator.collector;

/** What can be wrong with a log, or with collecting it. docs/operations.md has what to do. */
public enum Problem {
  // of the log: evidence, or nearly
  OTHER_KEY("other-key", "its door signs with a key that the operator did not make"),
  NOT_SIGNED("not-signed", "it shows a checkpoint that its key has not signed"),
  SHRUNK("shrunk", "entries that it had were taken away"),
  FORKED("forked", "it is not the log any more that it was: it was forked or written anew"),
  COPY_DIFFERS("copy-differs", "what its door hands out is not what it signed"),
  LOG_FAILED("log-failed", "its door cannot record any more, and refuses requests"),
  NOT_CLOSED("not-closed", "its pod is gone, and it was never closed"),
  // of collecting: nothing is known to be wrong with the log
  UNREACHABLE("unreachable", "its door does not answer"),
  NO_KEY("no-key", "the operator has not made the keys of its deployment yet"),
  COPY_DAMAGED("copy-damaged", "the copy of it that was collected is damaged"),
  STORAGE("storage", "there is no room for copies of logs, or the disk fails"),
  MEMORY("memory", "what was cosigned cannot be remembered, so nothing is cosigned");

  private final String text;
  private final String meaning;

  Problem(String text, String meaning) {
    this.text = text;
    this.meaning = meaning;
  }

  /** The label of a metric. */
  public String text() {
    return text;
  }

  public String meaning() {
    return meaning;
  }

  /** Whether it speaks against the log; else only against collecting it. */
  public boolean ofTheLog() {
    return compareTo(UNREACHABLE) < 0;
  }

  /** Whether the log is not what it was, or not what it says. */
  boolean isEvidence() {
    return ofTheLog() && this != LOG_FAILED;
  }

  /** Whether it keeps the collector from copying. */
  boolean ofTheCopy() {
    return this == COPY_DAMAGED || this == STORAGE;
  }
}
