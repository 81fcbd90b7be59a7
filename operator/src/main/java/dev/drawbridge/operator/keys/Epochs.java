package dev.drawbridge.operator.keys;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SortedSet;
import java.util.TreeSet;

/** Spans of 90 days since 1970; keyed hashes of each have a secret of its own. */
final class Epochs {

  private static final int DAYS = 90;

  /** The one that is, and the next, so that no door ever waits for one. */
  static SortedSet<Integer> needed(Instant now) {
    long day = now.atZone(ZoneOffset.UTC).toLocalDate().toEpochDay();
    int current = Math.toIntExact(Math.floorDiv(day, (long) DAYS));
    SortedSet<Integer> needed = new TreeSet<>();
    needed.add(current);
    needed.add(current + 1);
    return needed;
  }

  /** The name of its file. */
  static String file(int epoch) {
    return "epoch-" + epoch;
  }

  private Epochs() {}
}
