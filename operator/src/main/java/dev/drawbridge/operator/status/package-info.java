/** Conditions, their reasons, and how a status follows from what was observed. */
@NullMarked
package dev.drawbridge.operator.status;

import org.jspecify.annotations.NullMarked;
