package dev.drawbridge.cli.input;

import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.cli.failure.CommandFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Key-encryption keys in files: what opens records. */
public final class RecordKeys {

  private RecordKeys() {}

  /** Reads files of 32 bytes. */
  public static List<KeyEncryptionKey> read(Collection<Path> files) {
    List<KeyEncryptionKey> keys = new ArrayList<>();
    for (Path file : files) {
      try {
        keys.add(new FileKeyEncryptionKey(SmallFile.read(file)));
      } catch (IllegalArgumentException e) {
        throw CommandFailure.unreadable(
            file,
            String.valueOf(e.getMessage()),
            "take the item kek of the Secret audit-keys, decoded from base64");
      }
    }
    return keys;
  }
}
