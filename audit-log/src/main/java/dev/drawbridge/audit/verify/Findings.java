package dev.drawbridge.audit.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects findings in bounded memory, and knows where the verifier is. */
final class Findings {

  private final List<Finding> kept = new ArrayList<>();
  private final Map<Code, Long> counts = new EnumMap<>(Code.class);
  private int segment = -1;
  private long index;

  void at(int currentSegment, long currentIndex) {
    segment = currentSegment;
    index = currentIndex;
  }

  void add(Code code, String detail) {
    if (counts.merge(code, 1L, Long::sum) <= Report.MAX_PER_CODE) {
      kept.add(new Finding(code, segment, index, detail));
    }
  }

  List<Finding> kept() {
    return kept;
  }

  Map<Code, Long> counts() {
    return counts;
  }
}
