package dev.drawbridge.audit.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reserves the blocks of a file by writing zeros, for a hole would reserve nothing. Past the page
 * cache where the file system can do that (open(2), O_DIRECT): zeros in the cache would cost more
 * than all records of the segment, and the sync of another file would wait for them.
 */
final class Zeros {

  private static final int CHUNK = 64 << 10;

  private Zeros() {}

  /** Makes the file, or empties it, and fills it; durable on return, but for its name. */
  static void fill(Path file, long bytes) throws IOException {
    Files.write(file, new byte[0]);
    long done = direct(file, bytes);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(CHUNK, bytes - done));
      for (long at = done; at < bytes; at += zeros.limit()) {
        write(channel, zeros, at, bytes - at);
        channel.force(false); // piece by piece: another's sync waits for what is under way
      }
      channel.force(false);
    }
  }

  /** Writes as many whole blocks as fit; returns how many bytes these are, 0 if it cannot. */
  private static long direct(Path file, long bytes) throws IOException {
    int block = Math.toIntExact(Files.getFileStore(file).getBlockSize());
    long whole = CHUNK % block == 0 ? bytes / block * block : 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, pastTheCache())) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK + block).alignedSlice(block);
      for (long at = 0; at < whole; at += zeros.limit()) {
        write(channel, zeros, at, Math.min(CHUNK, whole - at));
      }
      return whole;
    } catch (UnsupportedOperationException | ReflectiveOperationException | IOException e) {
      return 0; // by way of the cache then, which also shows whether the disk is full
    }
  }

  /** An option of the JDK, in a package whose name alone makes the compiler warn. */
  private static OpenOption pastTheCache() throws ReflectiveOperationException {
    Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
    return (OpenOption) options.getField("DIRECT").get(null);
  }

  private static void write(FileChannel channel, ByteBuffer zeros, long at, long most)
      throws IOException {
    zeros.clear().limit((int) Math.min(zeros.capacity(), most));
    while (zeros.hasRemaining()) {
      channel.write(zeros, at + zeros.position());
    }
  }
}
