package dev.drawbridge.audit.segment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A key-encryption key of 32 bytes, from a mounted Secret for instance. AES-256-GCM with a random
 * nonce, which is safe here: a key wraps thousands of segments, not billions.
 */
public final class FileKeyEncryptionKey implements KeyEncryptionKey {

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final String kid;
  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  public FileKeyEncryptionKey(byte[] secret) {
    if (secret.length != KEY_BYTES) {
      throw new IllegalArgumentException("a key-encryption key has %d bytes".formatted(KEY_BYTES));
    }
    key = derive(secret, "drawbridge audit v1 kek", KEY_BYTES);
    kid =
        "kek-"
            + HexFormat.of()
                .formatHex(derive(secret, "drawbridge audit v1 kek id", 8).getEncoded());
  }

  /** Reads the 32 bytes of a file. */
  public static FileKeyEncryptionKey read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] secret = in.readNBytes(KEY_BYTES + 1);
      if (secret.length != KEY_BYTES) {
        throw new IOException(
            "%s has %s bytes, and a key-encryption key has %d"
                .formatted(
                    file, secret.length > KEY_BYTES ? "more" : "" + secret.length, KEY_BYTES));
      }
      return new FileKeyEncryptionKey(secret);
    }
  }

  private static SecretKey derive(byte[] secret, String info, int bytes) {
    return SegmentCipher.derive(secret, info, "AES", bytes);
  }

  @Override
  public String kid() {
    return kid;
  }

  @Override
  public byte[] wrap(byte[] plain, byte[] context) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
    byte[] wrapped = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, wrapped, NONCE_BYTES, sealed.length);
    return wrapped;
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] context) throws GeneralSecurityException {
    if (wrapped.length < NONCE_BYTES) {
      throw new GeneralSecurityException("too short for a wrapped key");
    }
    byte[] nonce = Arrays.copyOf(wrapped, NONCE_BYTES);
    return cipher(Cipher.DECRYPT_MODE, nonce, context)
        .doFinal(wrapped, NONCE_BYTES, wrapped.length - NONCE_BYTES);
  }

  private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context);
    return cipher;
  }
}
