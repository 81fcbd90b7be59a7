package dev.drawbridge.audit.export;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the last file of an archive says. An archive without it was cut off on its way: a ZIP file
 * that is read as it comes does not show that by itself.
 *
 * @param logs that are in the archive
 * @param files of them
 * @param bytes of the files
 */
public record ArchiveEnd(long logs, long files, long bytes) {

  /** The name of that file. */
  public static final String NAME = "end";

  /** It has no more bytes than that. */
  public static final int MAX_BYTES = 200;

  private static final Pattern TEXT =
      Pattern.compile(
          "drawbridge-logs/v1\nlogs (\\d{1,18})\nfiles (\\d{1,18})\nbytes (\\d{1,18})\n");

  /** The text. */
  public byte[] encode() {
    return "drawbridge-logs/v1\nlogs %d\nfiles %d\nbytes %d\n"
        .formatted(logs, files, bytes)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads the text; empty if it is another one. */
  public static Optional<ArchiveEnd> parse(byte[] text) {
    Matcher matcher = TEXT.matcher(new String(text, StandardCharsets.ISO_8859_1));
    return matcher.matches()
        ? Optional.of(new ArchiveEnd(number(matcher, 1), number(matcher, 2), number(matcher, 3)))
        : Optional.empty();
  }

  private static long number(Matcher matcher, int group) {
    return Long.parseLong(matcher.group(group));
  }
}
