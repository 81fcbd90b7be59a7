package dev.drawbridge.audit.tree;

import java.util.Locale;

/** Where tlog-tiles puts a tile: {@code tile/L/x001/x234/067}, with {@code .p/W} if partial. */
public final class TilePath {

  private static final int DIGITS = 1000;

  private TilePath() {}

  /**
   * The path of a tile of hashes.
   *
   * @param width 1 to 256
   */
  public static String ofHashes(int level, long number, int width) {
    return "tile/" + level + "/" + path(number, width);
  }

  /** The path of a bundle of entries. */
  public static String ofEntries(long number, int width) {
    return "tile/entries/" + path(number, width);
  }

  private static String path(long number, int width) {
    StringBuilder path = new StringBuilder(three(number % DIGITS));
    for (long rest = number / DIGITS; rest > 0; rest /= DIGITS) {
      path.insert(0, "x" + three(rest % DIGITS) + "/");
    }
    return width == HashFiles.TILE ? path.toString() : path + ".p/" + width;
  }

  private static String three(long number) {
    return String.format(Locale.ROOT, "%03d", number);
  }
}
