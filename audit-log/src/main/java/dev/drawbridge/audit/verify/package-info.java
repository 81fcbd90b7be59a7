/**
 * Checks a log offline, with public keys only. It shares the formats with the writer and none of
 * its decisions; testbed/auditlog has a second verifier that shares no code at all.
 */
@NullMarked
package dev.drawbridge.audit.verify;

import org.jspecify.annotations.NullMarked;
