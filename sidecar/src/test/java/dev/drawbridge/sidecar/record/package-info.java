@NullMarked
package dev.drawbridge.sidecar.record;

import org.jspecify.annotations.NullMarked;
