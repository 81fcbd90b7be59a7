package dev.drawbridge.audit.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the records of one segment, and opens them.
 *
 * <p>GCM alone does not bind a ciphertext to one plaintext: who chooses the keys can make one that
 * opens to two. So each entry carries a commitment, HMAC(opening, record), where the opening is a
 * secret derived from the segment's key and the entry's index. It pins the record down; and one
 * record can be shown to somebody with its opening alone, without the key to all others.
 *
 * <p>Not safe for use by several threads.
 */
public final class SegmentCipher {

  /** Bytes of a segment's key. */
  public static final int KEY_BYTES = 32;

  private static final String HMAC = "HmacSHA256";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey sealKey;
  private final byte[] headerDigest;
  private final Cipher cipher;
  private final Mac openings;
  private final Mac commitments;

  /**
   * Derives what it needs from a segment's key.
   *
   * @param headerDigest authenticated with every record, so that none fits into another segment
   */
  public SegmentCipher(byte[] key, byte[] headerDigest) throws GeneralSecurityException {
    this.headerDigest = headerDigest.clone();
    sealKey = derive(key, "drawbridge audit v1 seal", "AES", KEY_BYTES);
    cipher = Cipher.getInstance("AES/GCM/NoPadding");
    openings = Mac.getInstance(HMAC);
    openings.init(derive(key, "drawbridge audit v1 open", HMAC, KEY_BYTES));
    commitments = Mac.getInstance(HMAC);
  }

  static SecretKey derive(byte[] secret, String info, String algorithm, int bytes) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(new SecretKeySpec(secret, HMAC))
                  .thenExpand(info.getBytes(StandardCharsets.US_ASCII), bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks HKDF with SHA-256", e);
    }
  }

  /** What shows the record of that index to whoever holds the entry and the record. */
  public byte[] opening(long index) {
    return openings.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(index).array());
  }

  byte[] commitment(long index, byte[] record, int length) throws GeneralSecurityException {
    return commitment(commitments, opening(index), record, length);
  }

  /** Whether an entry commits to that record under that opening. Needs no key. */
  public static boolean shows(Entry entry, byte[] opening, byte[] record)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(HMAC);
    return opening.length == Entry.HASH_BYTES
        && MessageDigest.isEqual(
            entry.commitment(), commitment(mac, opening, record, record.length));
  }

  private static byte[] commitment(Mac mac, byte[] opening, byte[] record, int length)
      throws GeneralSecurityException {
    mac.init(new SecretKeySpec(opening, HMAC));
    mac.update(record, 0, length);
    return mac.doFinal();
  }

  /** Appends the sealed record to an entry whose clear part is written; the buffer has an array. */
  void seal(Entry entry, byte[] record, int length, ByteBuffer to) throws GeneralSecurityException {
    int clear = to.position() - Entry.CLEAR_BYTES;
    start(Cipher.ENCRYPT_MODE, entry, to.array(), to.arrayOffset() + clear);
    int sealed = cipher.doFinal(record, 0, length, to.array(), to.arrayOffset() + to.position());
    to.position(to.position() + sealed);
  }

  /**
   * The record in an entry.
   *
   * @throws GeneralSecurityException if it was not sealed with this key for this place, or is not
   *     the one that the entry commits to
   */
  public byte[] open(Entry entry, byte[] bytes) throws GeneralSecurityException {
    start(Cipher.DECRYPT_MODE, entry, bytes, 0);
    byte[] record = cipher.doFinal(bytes, Entry.CLEAR_BYTES, bytes.length - Entry.CLEAR_BYTES);
    if (!Arrays.equals(entry.commitment(), commitment(entry.index(), record, record.length))) {
      throw new GeneralSecurityException("not the record that the entry commits to");
    }
    return record;
  }

  private void start(int mode, Entry entry, byte[] bytes, int clear)
      throws GeneralSecurityException {
    byte[] nonce =
        ByteBuffer.allocate(NONCE_BYTES).putInt(entry.segment()).putLong(entry.index()).array();
    cipher.init(mode, sealKey, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(headerDigest);
    cipher.updateAAD(bytes, clear, Entry.CLEAR_BYTES);
  }
}
