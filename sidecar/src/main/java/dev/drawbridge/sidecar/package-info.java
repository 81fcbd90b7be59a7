/** The only door into a serving pod. */
@NullMarked
package dev.drawbridge.sidecar;

import org.jspecify.annotations.NullMarked;
