package dev.drawbridge.audit.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A folder of files under names with slashes. All failures of a disk reach the log through here.
 * Not safe for use by several threads, except that one may {@link #allocate} while another works.
 */
public interface Storage {

  /**
   * Keeps a second process out; the lock ends with the process. From then on nothing is written by
   * name to any other place, should its volume be taken away, until it is locked anew.
   */
  Closeable lock() throws IOException;

  /** Names of the files directly in a folder, sorted; empty if there is no such folder. */
  List<String> list(String folder) throws IOException;

  /**
   * A small file, whole; empty if there is none.
   *
   * @throws IOException also if it has more than 1 MiB
   */
  Optional<byte[]> read(String name) throws IOException;

  /** Replaces a small file: after a crash it is the old one or the new one. Durable on return. */
  void replace(String name, byte[] content) throws IOException;

  /**
   * Makes a file of zeros whose blocks are reserved, durable on return. Replaces any.
   *
   * @throws IOException also if there would not be enough room beside it for what grows with it
   */
  StoredFile allocate(String name, long bytes) throws IOException;

  /** Opens a file for reading only; empty if there is none. */
  Optional<StoredFile> openToRead(String name) throws IOException;

  /** Opens a file for reading and writing, and makes an empty one if there is none. */
  StoredFile open(String name) throws IOException;

  /** Renames a file, durable on return. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file if it is there. */
  void delete(String name) throws IOException;
}
