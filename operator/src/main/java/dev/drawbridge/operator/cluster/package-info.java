/**
 * What the operator sees of the cluster: one cache for each kind it needs, shared by reconcilers
 * and webhook, and who is concerned by a change.
 */
@NullMarked
package dev.drawbridge.operator.cluster;

import org.jspecify.annotations.NullMarked;
