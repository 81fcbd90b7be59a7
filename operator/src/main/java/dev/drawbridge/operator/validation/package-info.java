/** What neither schema nor CEL can refuse; the same for webhook and reconciler. */
@NullMarked
package dev.drawbridge.operator.validation;

import org.jspecify.annotations.NullMarked;
