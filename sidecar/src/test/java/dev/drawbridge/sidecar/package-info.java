@NullMarked
package dev.drawbridge.sidecar;

import org.jspecify.annotations.NullMarked;
