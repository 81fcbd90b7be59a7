/** The serving namespace and its walls. */
@NullMarked
package dev.drawbridge.operator.control.isolation;

import org.jspecify.annotations.NullMarked;
