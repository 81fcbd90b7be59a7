/** What the sidecar counts and measures, and the page that says so. */
@NullMarked
package dev.drawbridge.sidecar.metrics;

import org.jspecify.annotations.NullMarked;
