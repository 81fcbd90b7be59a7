/**
 * Makes the keys of a deployment's logs: draws them, puts them into Secrets, and never reads those
 * again. What may be known of them is in a ConfigMap beside them.
 */
@NullMarked
package dev.drawbridge.operator.keys;

import org.jspecify.annotations.NullMarked;
