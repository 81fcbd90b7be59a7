package dev.drawbridge.audit.note;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a witness puts under a checkpoint: C2SP's tlog-cosignature with ML-DSA-44. It says that at
 * that time this was the largest tree of the log that it had seen, grown from all before.
 *
 * @param timeSeconds seconds since 1970, until the year 9999
 * @param signature 2,420 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody changes the array.
public record Cosignature(long timeSeconds, byte[] signature) {

  private static final byte[] LABEL = "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_NAME = 255;
  private static final int SIGNATURE_BYTES = 2420;

  /** The end of the year 9999, so that microseconds can be counted. */
  private static final long MAX_TIME = 253_402_300_799L;

  /** Reads what stands behind the key id in a signature line. */
  public static Cosignature parse(byte[] bytes) throws MalformedNoteException {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    if (bytes.length != Long.BYTES + SIGNATURE_BYTES
        || from.getLong(0) < 0
        || from.getLong(0) > MAX_TIME) {
      throw new MalformedNoteException("not a cosignature of ML-DSA-44");
    }
    return new Cosignature(from.getLong(), Arrays.copyOfRange(bytes, Long.BYTES, bytes.length));
  }

  byte[] encode() {
    return ByteBuffer.allocate(Long.BYTES + signature.length)
        .putLong(timeSeconds)
        .put(signature)
        .array();
  }

  /** The bytes that are signed. */
  static byte[] message(String cosigner, long timeSeconds, Checkpoint checkpoint)
      throws MalformedNoteException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(LABEL);
    put(message, cosigner);
    message.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(timeSeconds).array());
    put(message, checkpoint.origin());
    message.writeBytes(
        ByteBuffer.allocate(2 * Long.BYTES).putLong(0).putLong(checkpoint.size()).array());
    message.writeBytes(checkpoint.root());
    return message.toByteArray();
  }

  private static void put(ByteArrayOutputStream message, String name)
      throws MalformedNoteException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_NAME) {
      throw new MalformedNoteException("a name has at most 255 bytes");
    }
    message.write(bytes.length);
    message.writeBytes(bytes);
  }
}
