package dev.drawbridge.audit.segment;

import java.nio.ByteBuffer;

/**
 * The clear part of an entry. An entry is a leaf of the tree: this part, and behind it the sealed
 * record. All numbers are big-endian.
 *
 * @param event code of the event
 * @param stepped whether the wall clock has moved since the log was opened
 * @param segment id of the segment; first half of the nonce
 * @param index number of the entry in the log, from 0; second half of the nonce
 * @param ref index of the accepted record that this one completes, or -1
 * @param wallMicros microseconds since 1970, when the writer took the record
 * @param monoMicros microseconds since the log was opened, when the writer took the record
 * @param link what stands before: the leaf hash of the entry before, or for a segment's first entry
 *     the digest of its header
 * @param commitment to the record; see {@link SegmentCipher}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody changes the arrays.
public record Entry(
    int event,
    boolean stepped,
    int segment,
    long index,
    long ref,
    long wallMicros,
    long monoMicros,
    byte[] link,
    byte[] commitment) {

  /** Bytes of the clear part. */
  public static final int CLEAR_BYTES = 104;

  /** Where the commitment begins. */
  static final int COMMITMENT_AT = 72;

  /** Bytes that sealing adds. */
  public static final int TAG_BYTES = 16;

  static final int HASH_BYTES = 32;
  private static final int FORMAT = 1;
  private static final int STEPPED = 1;

  /** The bytes are no entry; the message says why. */
  public static final class MalformedEntryException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedEntryException(String message) {
      super(message);
    }
  }

  void putTo(ByteBuffer to) {
    to.put((byte) FORMAT).put((byte) event).put((byte) (stepped ? STEPPED : 0)).put((byte) 0);
    to.putInt(segment).putLong(index).putLong(ref).putLong(wallMicros).putLong(monoMicros);
    to.put(link).put(commitment);
  }

  /** Reads the clear part; the buffer's position stays where it is. */
  public static Entry read(ByteBuffer entry) throws MalformedEntryException {
    ByteBuffer from = entry.duplicate();
    if (from.remaining() < CLEAR_BYTES + TAG_BYTES) {
      throw new MalformedEntryException("shorter than any entry");
    }
    int format = from.get();
    int event = from.get() & 0xFF;
    int flags = from.get();
    int reserved = from.get();
    if (format != FORMAT || (flags & ~STEPPED) != 0 || reserved != 0) {
      throw new MalformedEntryException("of a format that this version does not know");
    }
    return new Entry(
        event,
        flags == STEPPED,
        from.getInt(),
        from.getLong(),
        from.getLong(),
        from.getLong(),
        from.getLong(),
        hash(from),
        hash(from));
  }

  private static byte[] hash(ByteBuffer from) {
    byte[] hash = new byte[HASH_BYTES];
    from.get(hash);
    return hash;
  }
}
