/** The keys of the log and of keyed hashes, as they are mounted. */
@NullMarked
package dev.drawbridge.sidecar.keys;

import org.jspecify.annotations.NullMarked;
