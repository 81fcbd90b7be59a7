/** A model server that costs next to nothing, so that what is measured is what stands before it. */
@NullMarked
package dev.drawbridge.bench.model;

import org.jspecify.annotations.NullMarked;
