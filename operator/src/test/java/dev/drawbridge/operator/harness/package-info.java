/** Runs the operator within a test, against the testbed's API server and OPA. */
@NullMarked
package dev.drawbridge.operator.harness;

import org.jspecify.annotations.NullMarked;
