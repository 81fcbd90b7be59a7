/** The workload and its way to a new version. */
@NullMarked
package dev.drawbridge.operator.control.rollout;

import org.jspecify.annotations.NullMarked;
