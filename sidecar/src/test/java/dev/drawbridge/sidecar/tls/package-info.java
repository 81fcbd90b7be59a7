@NullMarked
package dev.drawbridge.sidecar.tls;

import org.jspecify.annotations.NullMarked;
