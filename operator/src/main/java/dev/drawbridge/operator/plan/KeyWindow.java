package dev.drawbridge.operator.plan;

import java.util.List;
import java.util.SortedSet;
import java.util.stream.IntStream;

/**
 * The spans whose keys a pod finds in its volume, those that are yet to be made among them: a
 * volume names its Secrets, and another name would be another pod. So it names those of years to
 * come, and moves on only when they run out.
 *
 * @param first span of 90 days, counted from 1970
 */
public record KeyWindow(int first) {

  /** Spans in it: three years. */
  static final int SPANS = 12;

  /** By how much it moves: what is in use, what was and what will be are in both. */
  private static final int STEP = SPANS - 2;

  /**
   * The window of a deployment.
   *
   * @param spans that there are keys for, or will be in a moment; not empty
   */
  public static KeyWindow of(SortedSet<Integer> spans) {
    int begin = spans.first();
    int last = spans.last() - begin;
    int steps = last < SPANS ? 0 : (last - 2) / STEP;
    return new KeyWindow(begin + steps * STEP);
  }

  /** The spans, ascending. */
  public List<Integer> spans() {
    return IntStream.range(first, first + SPANS).boxed().toList();
  }

  /** The name of the Secret with the key of a span. */
  public static String secret(int span) {
    return ServingNames.AUDIT_KEK + span;
  }

  /** The name of its one file. */
  public static String file(int span) {
    return "kek-" + span;
  }
}
