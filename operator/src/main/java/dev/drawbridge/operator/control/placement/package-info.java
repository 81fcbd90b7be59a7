/** Where pods may run, and where they do. */
@NullMarked
package dev.drawbridge.operator.control.placement;

import org.jspecify.annotations.NullMarked;
