package dev.drawbridge.cli.report;

/**
 * Text from a log that may be a forger's: control characters could drive a terminal, and marks of
 * direction could make one text look like another.
 */
public final class Printable {

  private Printable() {}

  /** Whether a text of several lines can be shown as it is. */
  public static boolean isHarmless(String text) {
    return text.codePoints().allMatch(c -> c == '\n' || harmless(c));
  }

  /** The text with everything visible on one line; what is not is shown by its number. */
  public static String line(String text) {
    if (text.codePoints().allMatch(Printable::harmless)) {
      return text;
    }
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (harmless(c)) {
                visible.appendCodePoint(c);
              } else {
                visible.append("<U+%04X>".formatted(c));
              }
            });
    return visible.toString();
  }

  /**
   * JSON with everything visible, which says the same: what is not is written as an escape. Outside
   * of texts JSON has nothing of that kind but line breaks, which stay.
   */
  public static String json(String json) {
    if (json.codePoints().allMatch(c -> c < 0x20 || harmless(c))) {
      return json;
    }
    StringBuilder visible = new StringBuilder();
    json.codePoints()
        .forEach(
            c -> {
              if (c < 0x20 || harmless(c)) {
                visible.appendCodePoint(c);
              } else {
                for (char unit : Character.toChars(c)) {
                  visible.append("\\u%04x".formatted((int) unit));
                }
              }
            });
    return visible.toString();
  }

  private static boolean harmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
