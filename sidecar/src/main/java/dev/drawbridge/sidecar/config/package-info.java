/** The configuration file of the sidecar: read whole, or refused with every reason at once. */
@NullMarked
package dev.drawbridge.sidecar.config;

import org.jspecify.annotations.NullMarked;
