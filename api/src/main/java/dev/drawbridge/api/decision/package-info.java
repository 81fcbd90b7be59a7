/**
 * The decision contract between the operator and the policy engine: what is asked ({@link
 * dev.drawbridge.api.decision.DecisionInput}) and what may be answered ({@link
 * dev.drawbridge.api.decision.DecisionOutput}).
 *
 * <p>{@link dev.drawbridge.api.decision.DecisionJson} is the only way in and out: its mapper never
 * coerces, so that an answer which does not keep the contract becomes an error and never a weaker
 * decision.
 */
@NullMarked
package dev.drawbridge.api.decision;

import org.jspecify.annotations.NullMarked;
