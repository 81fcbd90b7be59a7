/**
 * Asks policy: the question, the gate that judges the answer, and what a refusal says to a user.
 *
 * <p>{@link dev.drawbridge.operator.policy.OpaClient} is the only class here with input or output.
 */
@NullMarked
package dev.drawbridge.operator.policy;

import org.jspecify.annotations.NullMarked;
