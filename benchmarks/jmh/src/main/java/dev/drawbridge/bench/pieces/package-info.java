/** The pieces of which a request's cost is made, one benchmark each; run by benchmarks/pieces. */
@NullMarked
package dev.drawbridge.bench.pieces;

import org.jspecify.annotations.NullMarked;
