@NullMarked
package dev.drawbridge.sidecar.export;

import org.jspecify.annotations.NullMarked;
