package dev.drawbridge.audit.segment;

import dev.drawbridge.audit.tree.TreeHash;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a segment begins with. Its digest is the link of the segment's first entry, so the tree
 * covers it like everything else.
 *
 * @param id number of the segment, from 0; part of its name
 * @param firstIndex index of the first entry in it
 * @param previousLength bytes of the segment before that count; 0 if there is none
 * @param createdWallMicros microseconds since 1970
 * @param link leaf hash of the entry before, or digest of the header before if that segment is
 *     empty; zeros at the beginning of the log
 * @param origin name of the log
 * @param kekId names the key that wrapped the segment's key
 * @param wrappedKey the segment's key
 * @param roots the tree at {@code firstIndex}; see {@link dev.drawbridge.audit.tree.CompactRange}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody changes the arrays.
public record SegmentHeader(
    int id,
    long firstIndex,
    long previousLength,
    long createdWallMicros,
    byte[] link,
    String origin,
    String kekId,
    byte[] wrappedKey,
    List<byte[]> roots) {

  /** No header is longer. */
  public static final int MAX_BYTES = 8192;

  private static final long MAGIC = 0x4442415544495431L; // "DBAUDIT1"
  private static final byte HEADER = 2; // beside RFC 6962's 0 for leaves and 1 for nodes
  private static final int MAX_TEXT = 255;

  /** The bytes are no header; the message says why. */
  public static final class MalformedHeaderException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedHeaderException(String message) {
      super(message);
    }
  }

  /** The name of a segment's file. */
  public static String fileName(int id) {
    return "segments/%08d.seg".formatted(id);
  }

  /** What a segment's key is bound to when it is wrapped. */
  public static byte[] wrapContext(String origin, int id) {
    return (origin + "\n" + id).getBytes(StandardCharsets.UTF_8);
  }

  public byte[] encode() {
    ByteBuffer to = ByteBuffer.allocate(MAX_BYTES);
    to.putLong(MAGIC).putInt(0).putInt(id).putLong(firstIndex).putLong(previousLength);
    to.putLong(createdWallMicros).put(link);
    put(to, origin.getBytes(StandardCharsets.UTF_8));
    put(to, kekId.getBytes(StandardCharsets.UTF_8));
    put(to, wrappedKey);
    to.put((byte) roots.size());
    roots.forEach(to::put);
    to.putInt(Long.BYTES, to.position() + Integer.BYTES);
    to.putInt(crc(to.duplicate().flip()));
    byte[] bytes = new byte[to.position()];
    to.flip().get(bytes);
    return bytes;
  }

  private static void put(ByteBuffer to, byte[] bytes) {
    if (bytes.length > MAX_TEXT) {
      throw new IllegalArgumentException("origin, key id and wrapped key have at most 255 bytes");
    }
    to.put((byte) bytes.length).put(bytes);
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** Reads a header and moves the buffer behind it. */
  public static SegmentHeader read(ByteBuffer from) throws MalformedHeaderException {
    try {
      return readChecked(from);
    } catch (BufferUnderflowException e) {
      throw new MalformedHeaderException("it ends too early");
    }
  }

  private static SegmentHeader readChecked(ByteBuffer from) throws MalformedHeaderException {
    int start = from.position();
    if (from.getLong() != MAGIC) {
      throw new MalformedHeaderException("it does not begin as a segment does");
    }
    int length = from.getInt();
    if (length < 0 || length > Math.min(MAX_BYTES, from.limit() - start) || length < 64) {
      throw new MalformedHeaderException("its length cannot be");
    }
    if (from.getInt(start + length - 4)
        != crc(from.duplicate().position(start).limit(start + length - 4))) {
      throw new MalformedHeaderException("its checksum is wrong");
    }
    SegmentHeader header = readFields(from);
    if (header.id < 0 || header.firstIndex < 0 || header.previousLength < 0) {
      throw new MalformedHeaderException("a number in it is below 0");
    }
    if (from.position() + Integer.BYTES != start + length) {
      throw new MalformedHeaderException("its length is not that of its parts");
    }
    from.getInt();
    return header;
  }

  private static SegmentHeader readFields(ByteBuffer from) throws MalformedHeaderException {
    int id = from.getInt();
    long firstIndex = from.getLong();
    long previousLength = from.getLong();
    long created = from.getLong();
    byte[] link = bytes(from, TreeHash.BYTES);
    String origin = text(from);
    String kekId = text(from);
    byte[] wrappedKey = bytes(from, from.get() & 0xFF);
    List<byte[]> roots = new ArrayList<>();
    for (int count = from.get() & 0xFF; count > 0; count--) {
      roots.add(bytes(from, TreeHash.BYTES));
    }
    return new SegmentHeader(
        id, firstIndex, previousLength, created, link, origin, kekId, wrappedKey, roots);
  }

  private static String text(ByteBuffer from) throws MalformedHeaderException {
    byte[] bytes = bytes(from, from.get() & 0xFF);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedHeaderException("its texts are not UTF-8");
    }
  }

  private static byte[] bytes(ByteBuffer from, int count) {
    byte[] bytes = new byte[count];
    from.get(bytes);
    return bytes;
  }

  /** The link of the entry that follows: SHA-256 over 0x02 and the header's bytes. */
  public byte[] digest() {
    MessageDigest digest = TreeHash.newSha256();
    digest.update(HEADER);
    return digest.digest(encode());
  }

  /** What seals and opens this segment's records. */
  public SegmentCipher cipher(KeyEncryptionKey kek) throws GeneralSecurityException {
    return new SegmentCipher(kek.unwrap(wrappedKey, wrapContext(origin, id)), digest());
  }
}
