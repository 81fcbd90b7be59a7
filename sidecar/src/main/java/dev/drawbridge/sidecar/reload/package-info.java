/** What is mounted may change at any time; this takes it over while requests go on. */
@NullMarked
package dev.drawbridge.sidecar.reload;

import org.jspecify.annotations.NullMarked;
