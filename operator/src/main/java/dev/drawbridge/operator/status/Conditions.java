package dev.drawbridge.operator.status;

import dev.drawbridge.api.v1alpha1.Condition;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds the conditions of one status. Keeps the transition time of a condition whose status stays,
 * as Kubernetes demands.
 */
public final class Conditions {

  /** The API server refuses longer ones. */
  static final int LONGEST_MESSAGE = 32_768;

  private final List<Condition> before;
  private final @Nullable Long generation;
  private final Instant now;
  private final List<Condition> conditions = new ArrayList<>();

  public Conditions(List<Condition> before, @Nullable Long generation, Clock clock) {
    this.before = before;
    this.generation = generation;
    this.now = clock.instant();
  }

  public Conditions add(ConditionType type, State state) {
    Instant since =
        find(before, type)
            .filter(old -> old.status() == state.status())
            .map(Condition::lastTransitionTime)
            .orElse(now);
    String message = state.message();
    conditions.add(
        new Condition(
            type.text(),
            state.status(),
            state.reason().text(),
            message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE),
            generation,
            since));
    return this;
  }

  /** Adds an abnormal condition: True, or not there at all. */
  public Conditions addWhen(boolean present, ConditionType type, State state) {
    return present ? add(type, new State.Holds(state.reason(), state.message())) : this;
  }

  public List<Condition> build() {
    return List.copyOf(conditions);
  }

  public static Optional<Condition> find(List<Condition> conditions, ConditionType type) {
    return conditions.stream().filter(c -> c.type().equals(type.text())).findFirst();
  }
}
