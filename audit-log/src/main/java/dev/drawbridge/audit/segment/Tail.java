package dev.drawbridge.audit.segment;

import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What lies in a file behind its last byte that counts, up to its last one that is not zero.
 *
 * @param bytes how many
 * @param sha256 of them, in hex
 */
public record Tail(long bytes, String sha256) {

  private static final int CHUNK = 1 << 16;

  /** The tail of a file that counts up to a position. */
  public static Tail behind(StoredFile file, long position) throws IOException {
    MessageDigest digest = TreeHash.newSha256();
    long end = endOfBytes(file, position, file.size());
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (long at = position; at < end; at += chunk.limit()) {
      read(file, chunk, at, end);
      digest.update(chunk.duplicate());
    }
    return new Tail(end - position, HexFormat.of().formatHex(digest.digest()));
  }

  /** Whether there is nothing but zeros, or nothing at all. */
  public boolean isEmpty() {
    return bytes == 0;
  }

  /** Behind the last byte of a stretch that is not zero; its beginning if there is none. */
  static long endOfBytes(StoredFile file, long from, long to) throws IOException {
    long end = from;
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (long at = from; at < to; at += chunk.limit()) {
      read(file, chunk, at, to);
      for (int i = 0; i < chunk.limit(); i++) {
        if (chunk.get(i) != 0) {
          end = at + i + 1;
        }
      }
    }
    return end;
  }

  private static void read(StoredFile file, ByteBuffer chunk, long at, long to) throws IOException {
    chunk.clear().limit((int) Math.min(chunk.capacity(), to - at));
    file.readFully(chunk, at);
    chunk.flip();
  }
}
