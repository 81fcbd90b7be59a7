package dev.drawbridge.bench.pieces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders for a while, on the disk that {@code bench.folder} names. */
final class Folders {

  private Folders() {}

  static Path create() throws IOException {
    Path parent = Path.of(System.getProperty("bench.folder", "."));
    return Files.createTempDirectory(parent, "pieces-");
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
  }
}
