package dev.drawbridge.sidecar.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that is refused, with everything that is wrong with it. */
public final class InvalidConfigException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * One thing that is wrong.
   *
   * @param path of the member, such as {@code consumers[2].spiffe}; {@code $} for the whole file
   * @param reason what is wrong with it
   * @param fix what would be right
   */
  public record Problem(String path, String reason, String fix) {
    @Override
    public String toString() {
      return "%s %s: %s".formatted(path, reason, fix);
    }
  }

  InvalidConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** At least one, in the order of the file's members. */
  public List<Problem> problems() {
    return problems;
  }
}
