/**
 * The security controls. Each says what must exist, verifies what does exist, and owns one
 * condition. A new control is a new class here and one line in the list of controls.
 */
@NullMarked
package dev.drawbridge.operator.control;

import org.jspecify.annotations.NullMarked;
