/** Reconciles ModelDeployments: gather, decide, apply, report. */
@NullMarked
package dev.drawbridge.operator.deployment;

import org.jspecify.annotations.NullMarked;
