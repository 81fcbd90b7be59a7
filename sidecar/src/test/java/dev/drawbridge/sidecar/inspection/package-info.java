@NullMarked
package dev.drawbridge.sidecar.inspection;

import org.jspecify.annotations.NullMarked;
