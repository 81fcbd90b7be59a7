package dev.drawbridge.operator.policy;

import java.util.Optional;
import java.util.Set;

/**
 * What the operator demands of every answer, kept here and not in the bundle: a bundle that lost a
 * policy would have lost the demand with it.
 *
 * @param requiredPolicies ids that must have run
 * @param pinnedRevision the only bundle revision to accept; empty accepts any that has one
 * @param requireDecisionId whether the engine must log its decisions
 * @param knownObligations types that the operator can fulfil
 */
public record GateSettings(
    Set<String> requiredPolicies,
    Optional<String> pinnedRevision,
    boolean requireDecisionId,
    Set<String> knownObligations) {
  public GateSettings {
    requiredPolicies = Set.copyOf(requiredPolicies);
    knownObligations = Set.copyOf(knownObligations);
  }
}
