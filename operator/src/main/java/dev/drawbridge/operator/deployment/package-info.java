/**
 * Reconciles ModelDeployments: gather, decide, apply, report. One class for each step; the
 * reconciler reads as the list of them.
 */
@NullMarked
package dev.drawbridge.operator.deployment;

import org.jspecify.annotations.NullMarked;
