package dev.drawbridge.operator.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What the operator demands of every answer, kept here and not in the bundle: a bundle that lost a
 * policy would have lost the demand with it.
 *
 * @param requiredPolicies ids that must have run
 * @param pinnedRevision the only bundle revision to accept; empty accepts any that has one
 * @param maxAge how long after its publication a bundle may still decide; empty lets it for ever
 * @param requireDecisionId whether the engine must log its decisions
 * @param knownObligations types that the operator can fulfil
 */
public record GateSettings(
    Set<String> requiredPolicies,
    Optional<String> pinnedRevision,
    Optional<Duration> maxAge,
    boolean requireDecisionId,
    Set<String> knownObligations) {
  public GateSettings {
    requiredPolicies = Set.copyOf(requiredPolicies);
    knownObligations = Set.copyOf(knownObligations);
    maxAge
        .filter(age -> age.isNegative() || age.isZero())
        .ifPresent(
            age -> {
              throw new IllegalArgumentException(
                  "drawbridge.policy.max-age is %s, but must be above zero, such as 168h"
                      .formatted(age));
            });
  }
}
