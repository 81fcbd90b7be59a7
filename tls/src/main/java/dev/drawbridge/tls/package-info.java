/**
 * Mutual TLS between our own parts: certificates from files that are replaced as a process runs,
 * and SPIFFE ids (https://spiffe.io) instead of host names.
 */
@NullMarked
package dev.drawbridge.tls;

import org.jspecify.annotations.NullMarked;
