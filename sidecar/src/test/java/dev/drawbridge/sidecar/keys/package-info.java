@NullMarked
package dev.drawbridge.sidecar.keys;

import org.jspecify.annotations.NullMarked;
