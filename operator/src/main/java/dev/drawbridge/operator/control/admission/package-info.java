/** The record of what policy admitted. */
@NullMarked
package dev.drawbridge.operator.control.admission;

import org.jspecify.annotations.NullMarked;
