package dev.drawbridge.audit.store;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. */
public interface StoredFile extends Closeable {

  /** Writes some of the buffer, as {@link java.nio.channels.FileChannel#write} does. */
  int write(ByteBuffer from, long position) throws IOException;

  /** Reads some bytes; -1 at the end. */
  int read(ByteBuffer to, long position) throws IOException;

  /** Returns when what was written is on the disk. After a failure nothing is known of it. */
  void sync() throws IOException;

  long size() throws IOException;

  void truncate(long size) throws IOException;

  /** Writes all of the buffer. */
  default void writeFully(ByteBuffer from, long position) throws IOException {
    long at = position;
    while (from.hasRemaining()) {
      int written = write(from, at);
      if (written <= 0) {
        throw new IOException("the disk takes no more bytes");
      }
      at += written;
    }
  }

  /** Fills the buffer. */
  default void readFully(ByteBuffer to, long position) throws IOException {
    long at = position;
    while (to.hasRemaining()) {
      int read = read(to, at);
      if (read < 0) {
        throw new EOFException("the file ends at " + at);
      }
      at += read;
    }
  }
}
