package dev.drawbridge.sidecar.protocol;

import java.util.List;
import java.util.Optional;

/**
 * A request target that every server reads alike. What could be read in two ways is refused, never
 * normalised: behind the sidecar stands a server of which nobody knows how it decodes.
 *
 * @param path of segments without empty ones, still encoded
 */
record Target(List<String> path, boolean query) {

  private static final String NEITHER = "/\\%;?#";
  private static final String PUNCTUATION = "-._~!$&'()*+,=:@";

  /** Why a target is refused, as a sentence; empty if it is not. */
  static Optional<String> problem(String target) {
    if (!target.startsWith("/")) {
      return Optional.of("The target has to be a path that begins with a slash.");
    }
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? "" : target.substring(question + 1);
    return pathProblem(path).or(() -> queryProblem(query));
  }

  /** Only of a target without problem. */
  static Target of(String target) {
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    return new Target(List.of(path.substring(1).split("/", -1)), question >= 0);
  }

  private static Optional<String> pathProblem(String path) {
    if (path.contains("//")) {
      return Optional.of("The path has an empty segment.");
    }
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty() && segment.chars().allMatch(c -> c == '.')) {
        return Optional.of("The path has a segment of dots.");
      }
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%' && !encoded(path, i)) {
        return Optional.of(
            "The path encodes at %d what has to be plain, or may not be in it.".formatted(i));
      }
      if (c != '%' && c != '/' && !plain(c)) {
        return Optional.of("The path has the character U+%04X.".formatted((int) c));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> queryProblem(String query) {
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      if (c == '%' ? byteAt(query, i) < 0 : !plain(c) && "/?;".indexOf(c) < 0) {
        return Optional.of("The query has the character U+%04X.".formatted((int) c));
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a byte is encoded that may be. Nobody needs to encode a letter, and who does may want
   * to get past a comparison; a slash, a dot or a percent sign could be taken for what it stands
   * for.
   */
  private static boolean encoded(String path, int at) {
    int value = byteAt(path, at);
    return value >= ' '
        && value != 0x7f
        && NEITHER.indexOf(value) < 0
        && !(letterOrDigit((char) value) || "-._~".indexOf(value) >= 0);
  }

  private static int byteAt(String text, int at) {
    if (at + 3 > text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at + 1), 16);
    int low = Character.digit(text.charAt(at + 2), 16);
    return high < 0 || low < 0 || text.charAt(at + 1) > 'f' || text.charAt(at + 2) > 'f'
        ? -1
        : (high << 4) | low;
  }

  private static boolean plain(char c) {
    return letterOrDigit(c) || PUNCTUATION.indexOf(c) >= 0;
  }

  private static boolean letterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
