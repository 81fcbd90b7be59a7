package dev.drawbridge.audit.tree;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** SHA-256 with the prefixes of RFC 6962. An object per thread: it reuses one digest. */
public final class TreeHash {

  /** Bytes of a hash. */
  public static final int BYTES = 32;

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest digest = newSha256();

  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The root of the tree without leaves: the hash of nothing. */
  public byte[] empty() {
    return digest.digest();
  }

  public byte[] leaf(byte[] entry) {
    return leaf(ByteBuffer.wrap(entry));
  }

  /** The hash of an entry, which is what remains in the buffer. */
  public byte[] leaf(ByteBuffer entry) {
    digest.update(LEAF);
    digest.update(entry);
    return digest.digest();
  }

  public byte[] node(byte[] left, byte[] right) {
    digest.update(NODE);
    digest.update(left);
    digest.update(right);
    return digest.digest();
  }

  /** The root over the first hashes of a row; their number is a power of two. The row is spent. */
  public byte[] root(byte[] row, int count) {
    for (int width = count; width > 1; width /= 2) {
      for (int i = 0; i < width / 2; i++) {
        digest.update(NODE);
        digest.update(row, 2 * i * BYTES, 2 * BYTES);
        digestInto(row, i * BYTES);
      }
    }
    return Arrays.copyOf(row, BYTES);
  }

  private void digestInto(byte[] to, int at) {
    try {
      digest.digest(to, at, BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }
}
