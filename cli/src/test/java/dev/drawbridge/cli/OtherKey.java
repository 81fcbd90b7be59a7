package dev.drawbridge.cli;

import dev.drawbridge.audit.note.LogSigner;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;

/** A key that is not the log's. */
final class OtherKey {

  private OtherKey() {}

  static String named(String name) {
    try {
      return new LogSigner(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair())
          .verifier()
          .vkey();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
