/** Who may ask, for which purpose, and how much; and what a refused consumer is told. */
@NullMarked
package dev.drawbridge.sidecar.authorisation;

import org.jspecify.annotations.NullMarked;
