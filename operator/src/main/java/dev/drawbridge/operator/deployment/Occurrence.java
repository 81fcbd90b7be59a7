package dev.drawbridge.operator.deployment;

import dev.drawbridge.operator.status.Reason;

/**
 * Something worth an event: it happens once, at a transition.
 *
 * @param warning whether somebody should look
 */
record Occurrence(Reason reason, boolean warning, String message) {}
