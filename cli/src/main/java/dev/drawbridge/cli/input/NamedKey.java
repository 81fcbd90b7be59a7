package dev.drawbridge.cli.input;

import dev.drawbridge.audit.note.VerifierKey;

/**
 * A key and what it was named for.
 *
 * @param scope the name in the key; empty if it came without
 */
record NamedKey(String scope, VerifierKey key) {

  /** Whether it can be the key of that log: pods of one deployment share a key. */
  boolean fits(String origin) {
    return scope.isEmpty() || scope.equals(origin) || origin.startsWith(scope + "/");
  }
}
