package dev.drawbridge.audit.tree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Up to 256 entries in one file, as tlog-tiles lays them out: each behind its length, a u16. */
public final class EntryBundle {

  private static final int MAX_ENTRY = 65_535;

  /** The bytes are no bundle. */
  public static final class MalformedBundleException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedBundleException(String message) {
      super(message);
    }
  }

  private EntryBundle() {}

  public static byte[] encode(List<byte[]> entries) {
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      if (entry.length > MAX_ENTRY) {
        throw new IllegalArgumentException("an entry has at most 65,535 bytes");
      }
      bundle.write(entry.length >> 8);
      bundle.write(entry.length);
      bundle.writeBytes(entry);
    }
    return bundle.toByteArray();
  }

  public static List<byte[]> parse(byte[] bundle) throws MalformedBundleException {
    List<byte[]> entries = new ArrayList<>();
    ByteBuffer from = ByteBuffer.wrap(bundle);
    while (from.hasRemaining()) {
      int length = from.remaining() < Short.BYTES ? MAX_ENTRY + 1 : from.getShort() & 0xFFFF;
      if (length > from.remaining() || entries.size() == HashFiles.TILE) {
        throw new MalformedBundleException("after %d entries".formatted(entries.size()));
      }
      byte[] entry = new byte[length];
      from.get(entry);
      entries.add(entry);
    }
    return entries;
  }
}
