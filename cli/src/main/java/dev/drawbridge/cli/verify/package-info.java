/** Verifies several logs and what they have in common, and sums up what their records say. */
@NullMarked
package dev.drawbridge.cli.verify;

import org.jspecify.annotations.NullMarked;
