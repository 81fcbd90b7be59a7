package dev.drawbridge.audit.segment;

import java.security.GeneralSecurityException;

/**
 * Wraps the key of each segment. May live in a KMS or an HSM: it is asked once per segment, never
 * per record.
 */
public interface KeyEncryptionKey {

  /** Names the key in segment headers, at most 255 bytes of ASCII. */
  String kid();

  /**
   * Encrypts a key, bound to its place.
   *
   * @param context must be the same at {@link #unwrap}
   */
  byte[] wrap(byte[] key, byte[] context) throws GeneralSecurityException;

  /**
   * Decrypts a key.
   *
   * @throws GeneralSecurityException if it was wrapped by another key or for another place
   */
  byte[] unwrap(byte[] wrapped, byte[] context) throws GeneralSecurityException;
}
