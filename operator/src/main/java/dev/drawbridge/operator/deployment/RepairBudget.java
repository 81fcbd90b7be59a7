package dev.drawbridge.operator.deployment;

import dev.drawbridge.operator.plan.ObjectKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How often one object is repaired before it is left alone for a while: two controllers that undo
 * each other would otherwise keep the API server busy for ever, and nobody would be told.
 */
public final class RepairBudget {

  /** Repairs within {@link #WINDOW} that are made at once. */
  static final int REPAIRS = 5;

  static final Duration WINDOW = Duration.ofSeconds(30);

  private final Map<ObjectKey, Deque<Instant>> spent = new HashMap<>();
  private final Clock clock;

  public RepairBudget(Clock clock) {
    this.clock = clock;
  }

  /** Whether the object may be repaired now. */
  synchronized boolean allows(ObjectKey object) {
    Instant start = clock.instant().minus(WINDOW);
    spent.values().forEach(times -> times.removeIf(time -> time.isBefore(start)));
    spent.values().removeIf(Deque::isEmpty);
    return spent.getOrDefault(object, new ArrayDeque<>()).size() < REPAIRS;
  }

  /** Counts a repair that was made. */
  synchronized void spend(ObjectKey object) {
    spent.computeIfAbsent(object, o -> new ArrayDeque<>()).addLast(clock.instant());
  }
}
