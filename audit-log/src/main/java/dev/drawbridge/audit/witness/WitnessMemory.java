package dev.drawbridge.audit.witness;

import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where a witness keeps the last note of each log. It is worth as much as it is out of the reach of
 * whoever has the logs.
 */
public interface WitnessMemory {

  /** The last note; empty for a log that was never cosigned. */
  Optional<byte[]> read(String origin) throws IOException;

  /**
   * Puts a note in the place of the last one; durable on return.
   *
   * @throws IOException if it could not, or if somebody else has written since it was read. Then
   *     nobody knows which note is there, and it has to be read again.
   */
  void replace(String origin, byte[] note) throws IOException;

  /** A memory of files. */
  static WitnessMemory in(Storage storage) {
    return new WitnessMemory() {
      @Override
      public Optional<byte[]> read(String origin) throws IOException {
        return storage.read(fileName(origin));
      }

      @Override
      public void replace(String origin, byte[] note) throws IOException {
        storage.replace(fileName(origin), note);
      }
    };
  }

  private static String fileName(String origin) {
    byte[] digest = TreeHash.newSha256().digest(origin.getBytes(StandardCharsets.UTF_8));
    return "witness/" + HexFormat.of().formatHex(digest);
  }
}
