/**
 * What must exist for one model to be served: pure functions from records to Kubernetes objects.
 *
 * <p>Nothing here has a client, a clock or randomness; the same inputs give the same objects.
 */
@NullMarked
package dev.drawbridge.operator.plan;

import org.jspecify.annotations.NullMarked;
