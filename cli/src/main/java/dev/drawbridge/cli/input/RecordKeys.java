package dev.drawbridge.cli.input;

import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.cli.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Key-encryption keys in files: what opens records. */
public final class RecordKeys {

  private RecordKeys() {}

  /** Reads files of 32 bytes, and of a folder those whose names begin with {@code kek}. */
  public static List<KeyEncryptionKey> read(Collection<Path> paths) {
    List<KeyEncryptionKey> keys = new ArrayList<>();
    for (Path file : paths.stream().flatMap(path -> files(path).stream()).toList()) {
      try {
        keys.add(new FileKeyEncryptionKey(SmallFile.read(file)));
      } catch (IllegalArgumentException e) {
        throw CommandFailure.unreadable(
            file,
            String.valueOf(e.getMessage()),
            "take kek of the Secret audit-keys or kek-N of audit-kek-N, decoded from base64");
      }
    }
    return keys;
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      List<Path> keys =
          files
              .filter(file -> String.valueOf(file.getFileName()).startsWith("kek"))
              .sorted()
              .toList();
      if (!keys.isEmpty()) {
        return keys;
      }
    } catch (IOException e) {
      throw CommandFailure.unreadable(path, e);
    }
    throw CommandFailure.unreadable(
        path, "no file in it has a name that begins with kek", "docs/auditor.md has the commands");
  }
}
