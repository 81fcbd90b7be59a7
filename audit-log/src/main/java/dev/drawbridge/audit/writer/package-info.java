/**
 * The way of a record from an event loop to the disk: a bounded ring, one thread that writes,
 * checkpoints once a second, and what is done when the disk or the clock misbehave.
 */
@NullMarked
package dev.drawbridge.audit.writer;

import org.jspecify.annotations.NullMarked;
