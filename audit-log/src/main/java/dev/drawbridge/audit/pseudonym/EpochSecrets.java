package dev.drawbridge.audit.pseudonym;

import java.io.IOException;

/**
 * One random secret per epoch of 90 days. They are drawn independently, so that destroying one
 * makes its epoch unlinkable for good: nothing that is left can derive it again.
 */
public interface EpochSecrets {

  /** Bytes of a secret. */
  int BYTES = 32;

  /**
   * The secret of an epoch.
   *
   * @param epoch whole 90-day spans since 1970
   * @throws IOException if it was destroyed, or cannot be read or made
   */
  byte[] secret(int epoch) throws IOException;
}
