package dev.drawbridge.operator.collector;

import org.jspecify.annotations.Nullable;

/**
 * A problem of one log.
 *
 * @param detail what exactly, and what to do
 */
public record Finding(Problem problem, String detail) {

  public String message() {
    return "%s (%s). %s".formatted(problem.meaning(), problem.text(), detail);
  }

  /** Ends a visit. */
  static final class FoundException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Finding finding;

    FoundException(Problem problem, String detail) {
      this(problem, detail, null);
    }

    FoundException(Problem problem, String detail, @Nullable Exception cause) {
      super(detail, cause);
      finding = new Finding(problem, detail);
    }

    Finding finding() {
      return finding;
    }
  }
}
