/**
 * Copies of logs as one stream: an archive that a program without shell and {@code tar} beside it
 * can write, and that shows where it ends. What of a copy goes into it is what a checkpoint covers.
 */
@NullMarked
package dev.drawbridge.audit.export;

import org.jspecify.annotations.NullMarked;
