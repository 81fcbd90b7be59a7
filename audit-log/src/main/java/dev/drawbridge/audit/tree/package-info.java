/**
 * The Merkle tree of RFC 6962 and its proofs, and its tiles as C2SP's tlog-tiles names and lays
 * them out.
 */
@NullMarked
package dev.drawbridge.audit.tree;

import org.jspecify.annotations.NullMarked;
