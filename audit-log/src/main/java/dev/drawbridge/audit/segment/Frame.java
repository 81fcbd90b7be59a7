package dev.drawbridge.audit.segment;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Length, checksum and type in front of a payload. Zeros where a length should be end a segment.
 */
public final class Frame {

  /** Length u32, CRC32C u32, type u8. */
  public static final int PREFIX_BYTES = 9;

  /** Limit of tlog-tiles for an entry; holds for every payload. */
  public static final int MAX_PAYLOAD = 65_535;

  /** An entry. */
  public static final byte ENTRY = 1;

  /** A checkpoint over the entries before it, as a signed note. */
  public static final byte CHECKPOINT = 2;

  private static final int CRC_AT = 4;
  private static final int TYPE_AT = 8;

  private Frame() {}

  /** Fills the prefix of a frame that reaches from {@code start} to the buffer's position. */
  static void close(ByteBuffer buffer, int start, byte type) {
    int payload = buffer.position() - start - PREFIX_BYTES;
    buffer.putInt(start, payload).put(start + TYPE_AT, type);
    buffer.putInt(start + CRC_AT, crc(buffer, start, payload));
  }

  /** The checksum that a frame should have: over length, type and payload. */
  static int crc(ByteBuffer buffer, int start, int payload) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.duplicate().limit(start + CRC_AT).position(start));
    crc.update(buffer.duplicate().limit(start + PREFIX_BYTES + payload).position(start + TYPE_AT));
    return (int) crc.getValue();
  }
}
