package dev.drawbridge.cli.fetch;

import dev.drawbridge.audit.export.ArchivedFile;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An archive that came whole, in a folder of its own.
 *
 * @param folder with a folder for each log
 * @param files in it
 * @param bytes of them
 */
record Unpacked(Path folder, List<ArchivedFile> files, long bytes) {

  Unpacked {
    files = List.copyOf(files);
  }

  /** The files of each log, its checkpoints last. */
  Map<String, List<String>> logs() {
    return files.stream()
        .sorted(Comparator.comparing(ArchivedFile::file).reversed())
        .collect(
            Collectors.groupingBy(
                ArchivedFile::origin,
                TreeMap::new,
                Collectors.mapping(ArchivedFile::file, Collectors.toList())));
  }
}
