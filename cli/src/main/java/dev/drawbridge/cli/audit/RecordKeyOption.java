package dev.drawbridge.cli.audit;

import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.cli.input.RecordKeys;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What opens records. */
final class RecordKeyOption {

  @Option(
      names = "--kek",
      paramLabel = "FILE|DIR",
      description = {
        "Key-encryption key, 32 bytes, or a folder with all of them: opens the records. A log has one for each 90"
            + " days. Can be repeated."
      })
  private List<Path> files = List.of();

  boolean isGiven() {
    return !files.isEmpty();
  }

  List<KeyEncryptionKey> keys() {
    return RecordKeys.read(files);
  }
}
