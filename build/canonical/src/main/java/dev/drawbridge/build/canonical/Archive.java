package dev.drawbridge.build.canonical;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A jar as its entries. What is written depends on their names and contents only. */
final class Archive {

  /**
   * Of all entries. From before 1980-02 Java would add the time once more, in the machine's zone.
   */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  /** The entries by name, folders included, sorted. */
  static SequencedMap<String, byte[]> read(Path file) throws IOException {
    SequencedMap<String, byte[]> entries = new TreeMap<>();
    try (ZipFile archive = new ZipFile(file.toFile())) {
      for (ZipEntry entry : archive.stream().toList()) {
        try (var content = archive.getInputStream(entry)) {
          entries.put(entry.getName(), content.readAllBytes());
        }
      }
    }
    return entries;
  }

  static void write(Path file, SequencedMap<String, byte[]> entries) throws IOException {
    try (OutputStream output = Files.newOutputStream(file);
        ZipOutputStream archive = new ZipOutputStream(output)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        entry.setTimeLocal(TIME);
        archive.putNextEntry(entry);
        archive.write(each.getValue());
      }
    }
  }

  private Archive() {}
}
