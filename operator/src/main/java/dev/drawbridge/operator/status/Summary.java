package dev.drawbridge.operator.status;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ready, Reconciling and Stalled, as kstatus reads them (sigs.k8s.io/cli-utils/pkg/kstatus):
 * Stalled when nothing happens before somebody acts, Reconciling while the operator works, never
 * both.
 *
 * @param ready the state that Ready reports
 */
public record Summary(State ready) {

  /** Conditions that say something about the operator's surroundings, not about the deployment. */
  private static final ConditionType ASIDE = ConditionType.POLICY_ENGINE_AVAILABLE;

  /**
   * Sums up all that must hold.
   *
   * @param obstacle what stands in the way of everything
   * @param states of the conditions that must all hold
   */
  public static Summary of(Optional<State> obstacle, Map<ConditionType, State> states) {
    Stream<State> relevant =
        states.entrySet().stream()
            .filter(entry -> entry.getKey() != ASIDE)
            .map(Map.Entry::getValue);
    return new Summary(
        Stream.concat(obstacle.stream(), relevant)
            .filter(state -> !state.holds())
            .reduce(State::worse)
            .orElseGet(
                () ->
                    new State.Holds(
                        Reason.READY, "Admitted, every control verified, and serving.")));
  }

  public void addTo(Conditions conditions) {
    boolean stalled = ready instanceof State.Broken;
    conditions
        .add(ConditionType.READY, ready)
        .addWhen(!stalled && !ready.holds(), ConditionType.RECONCILING, ready)
        .addWhen(stalled, ConditionType.STALLED, ready);
  }
}
