package dev.drawbridge.cli.input;

import dev.drawbridge.cli.failure.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads keys, notes and proofs, which are small. Something large is none of these. */
public final class SmallFile {

  private static final int MIB = 1 << 20;

  private SmallFile() {}

  /** The bytes of a file of at most 1 MiB. */
  public static byte[] read(Path file) {
    return read(file, 1);
  }

  /** The bytes of a file of at most so many MiB. */
  static byte[] read(Path file, int maxMib) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxMib * MIB + 1);
      if (bytes.length <= maxMib * MIB) {
        return bytes;
      }
    } catch (IOException e) {
      throw CommandFailure.unreadable(file, e);
    }
    throw CommandFailure.unreadable(
        file, "it has more than %d MiB".formatted(maxMib), "check the path");
  }
}
