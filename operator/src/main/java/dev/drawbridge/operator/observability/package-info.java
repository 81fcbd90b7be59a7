/** Metrics and health: what the operator tells about itself. */
@NullMarked
package dev.drawbridge.operator.observability;

import org.jspecify.annotations.NullMarked;
