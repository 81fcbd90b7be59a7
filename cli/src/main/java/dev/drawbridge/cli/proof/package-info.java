/** Proofs of single entries, and records that are shown with them. */
@NullMarked
package dev.drawbridge.cli.proof;

import org.jspecify.annotations.NullMarked;
