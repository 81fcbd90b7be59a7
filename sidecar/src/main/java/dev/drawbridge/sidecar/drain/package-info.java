/** The end of a pod: no new request, and patience with those under way. */
@NullMarked
package dev.drawbridge.sidecar.drain;

import org.jspecify.annotations.NullMarked;
