package dev.drawbridge.operator.deployment;

import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.policy.Decision;
import dev.drawbridge.operator.status.State;
import java.util.Optional;

/**
 * What follows from policy for one deployment.
 *
 * @param serve what shall run: the spec as it is now, or as it was last admitted; empty when it
 *     never was
 * @param admission whether the spec as it is now is admitted
 */
record Verdict(Decision decision, Optional<Admitted> serve, State admission) {}
