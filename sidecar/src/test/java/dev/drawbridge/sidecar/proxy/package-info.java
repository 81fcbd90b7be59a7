@NullMarked
package dev.drawbridge.sidecar.proxy;

import org.jspecify.annotations.NullMarked;
