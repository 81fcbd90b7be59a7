/** Looks whether NetworkPolicies do what they say. */
@NullMarked
package dev.drawbridge.operator.probe;

import org.jspecify.annotations.NullMarked;
