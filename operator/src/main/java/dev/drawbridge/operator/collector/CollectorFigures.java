package dev.drawbridge.operator.collector;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What happened since the collector began, for metrics. */
public final class CollectorFigures {

  private final Map<Problem, AtomicLong> found = new EnumMap<>(Problem.class);

  CollectorFigures() {
    for (Problem problem : Problem.values()) {
      found.put(problem, new AtomicLong());
    }
  }

  void found(Problem problem) {
    count(problem).incrementAndGet();
  }

  /** How often a log came to have a problem. */
  public long times(Problem problem) {
    return count(problem).get();
  }

  private AtomicLong count(Problem problem) {
    return Objects.requireNonNull(found.get(problem));
  }
}
