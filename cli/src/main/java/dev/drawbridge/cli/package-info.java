/**
 * kubectl-drawbridge: reads its arguments, does what they ask, and says with a code how it went.
 */
@NullMarked
package dev.drawbridge.cli;

import org.jspecify.annotations.NullMarked;
