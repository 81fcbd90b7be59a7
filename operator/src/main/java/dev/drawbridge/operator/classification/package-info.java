/** Reconciles DataClassifications. */
@NullMarked
package dev.drawbridge.operator.classification;

import org.jspecify.annotations.NullMarked;
