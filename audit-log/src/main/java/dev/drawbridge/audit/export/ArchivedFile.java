package dev.drawbridge.audit.export;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of an archive, named {@code ORIGIN/FILE}. There are no other names, so none leads out of
 * the folder that it is unpacked into.
 *
 * @param origin of the log, {@code cluster/namespace/deployment/pod/epoch}
 * @param file within the log's folder
 */
public record ArchivedFile(String origin, String file) {

  private static final int MAX_LENGTH = 1024;
  private static final String PART = "[A-Za-z0-9](?:[-.A-Za-z0-9]*[A-Za-z0-9])?";
  private static final String ORIGIN = PART + "(?:/" + PART + "){4}";
  private static final Pattern ONE_PART = Pattern.compile(PART);
  private static final Pattern WHOLE_ORIGIN = Pattern.compile(ORIGIN);
  private static final Pattern NAME =
      Pattern.compile(
          "(?<origin>"
              + ORIGIN
              + ")/(?<file>checkpoint|checkpoint\\.cosigned|hashes/\\d{1,2}|segments/\\d{8}\\.seg)");

  /** Whether a folder can be part of an origin. */
  static boolean isPart(String name) {
    return ONE_PART.matcher(name).matches();
  }

  /** Whether a text is the name of a log, and so can be a path without leading anywhere else. */
  public static boolean isOrigin(String text) {
    return text.length() <= MAX_LENGTH && WHOLE_ORIGIN.matcher(text).matches();
  }

  /** Reads a name; empty if it is not one of a log's files. */
  public static Optional<ArchivedFile> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    return name.length() <= MAX_LENGTH && matcher.matches()
        ? Optional.of(new ArchivedFile(matcher.group("origin"), matcher.group("file")))
        : Optional.empty();
  }

  /** The name. */
  public String name() {
    return origin + "/" + file;
  }
}
