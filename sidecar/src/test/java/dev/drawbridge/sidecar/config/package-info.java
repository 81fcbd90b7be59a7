@NullMarked
package dev.drawbridge.sidecar.config;

import org.jspecify.annotations.NullMarked;
