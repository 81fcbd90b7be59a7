package dev.drawbridge.cli.verify;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Counts by name, in bounded memory: the names come from records. */
public final class Tally {

  static final int MAX_NAMES = 1000;

  /** What further names are counted under. */
  static final String OTHERS = "(others)";

  private final Map<String, Long> counts = new TreeMap<>();

  void add(String name) {
    boolean known = counts.containsKey(name) || counts.size() < MAX_NAMES;
    counts.merge(known ? name : OTHERS, 1L, Long::sum);
  }

  /** By name, sorted. */
  public Map<String, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }
}
