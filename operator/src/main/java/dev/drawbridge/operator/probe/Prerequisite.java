package dev.drawbridge.operator.probe;

/**
 * Something that an installation needs and the operator cannot bring along.
 *
 * @param name in metrics and health
 * @param advice what to do where it is missing
 * @param lasts whether it need not be looked for again once it is there
 */
public record Prerequisite(String name, String advice, boolean lasts, Look look) {

  /** Whether it is there. */
  public enum Presence {
    /** It is. */
    PRESENT,
    /** It is not. */
    MISSING,
    /** Nobody can tell at the moment. */
    UNKNOWN
  }

  /** Looks for it. */
  public interface Look {
    Presence now();
  }
}
