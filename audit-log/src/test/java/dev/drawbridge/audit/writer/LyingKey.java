package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.segment.KeyEncryptionKey;
import java.security.GeneralSecurityException;

/** Says of itself that it is another key, once: to the record of its rotation. */
public final class LyingKey implements KeyEncryptionKey {

  private final KeyEncryptionKey key;
  private String said = "kek-of-somebody";

  public LyingKey(KeyEncryptionKey key) {
    this.key = key;
  }

  @Override
  public String kid() {
    String now = said;
    said = key.kid();
    return now;
  }

  @Override
  public byte[] wrap(byte[] bytes, byte[] context) throws GeneralSecurityException {
    return key.wrap(bytes, context);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] context) throws GeneralSecurityException {
    return key.unwrap(wrapped, context);
  }
}
