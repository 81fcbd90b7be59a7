/**
 * Answers the API server's admission reviews by the same gate and the same checks as the
 * reconcilers. Nothing here changes anything, so a dry run is answered like any other request.
 */
@NullMarked
package dev.drawbridge.operator.webhook;

import org.jspecify.annotations.NullMarked;
