/**
 * Puts load on a server and counts what comes back. One thread does everything, so nothing is
 * locked; one process serves all measurements of a run, so that it is warm when the second begins.
 */
@NullMarked
package dev.drawbridge.bench.load;

import org.jspecify.annotations.NullMarked;
