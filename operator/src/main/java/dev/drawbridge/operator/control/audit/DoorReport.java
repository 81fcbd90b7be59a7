package dev.drawbridge.operator.control.audit;

/**
 * What a door says of its log and its configuration; docs/log-port.md has the words. A claim: a
 * door that lies is found out by the witness, not by this.
 *
 * @param problem what is wrong with its log; empty if nothing is
 * @param configDigest {@code sha256:} and hex digits of the configuration that it goes by
 * @param configProblem why it does not take the configuration that it was given; empty if it does
 * @param keyProblem why the keys in use are not those that should be; empty if they are
 */
public record DoorReport(
    LogState log, String problem, String configDigest, String configProblem, String keyProblem) {

  /** What a log takes. */
  public enum LogState {
    /** Everything. */
    OPEN,
    /** Ends of requests only. */
    NEARLY_FULL,
    /** Nothing, until there is room. */
    FULL,
    /** Nothing any more: closed, as its pod ends. */
    CLOSED,
    /** Nothing any more: its disk failed, or it must not go on. */
    FAILED;

    boolean isFull() {
      return this == NEARLY_FULL || this == FULL;
    }
  }
}
