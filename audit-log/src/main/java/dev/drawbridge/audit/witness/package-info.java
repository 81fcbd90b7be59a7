/**
 * Those who remember what the log said before. A log that signs for itself proves nothing against
 * its own operator; a witness elsewhere does.
 */
@NullMarked
package dev.drawbridge.audit.witness;

import org.jspecify.annotations.NullMarked;
