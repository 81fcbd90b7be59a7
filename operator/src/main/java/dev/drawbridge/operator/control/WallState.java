package dev.drawbridge.operator.control;

/**
 * What was seen of the walls around a serving namespace. Of several pods the one counts that is
 * last here.
 */
public enum WallState {
  /** There was nobody to try it on. */
  UNTRIED,
  /** The operator came in where it may, and not where it may not. */
  CLOSED,
  /** It did not come in anywhere, so nothing is known. */
  SILENT,
  /** It came in where it may not. */
  OPEN
}
