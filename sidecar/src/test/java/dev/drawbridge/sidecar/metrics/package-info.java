@NullMarked
package dev.drawbridge.sidecar.metrics;

import org.jspecify.annotations.NullMarked;
