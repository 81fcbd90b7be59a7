@NullMarked
package dev.drawbridge.sidecar.protocol;

import org.jspecify.annotations.NullMarked;
