package dev.drawbridge.cli.fetch;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.cli.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The logs that one has. They grow from fetch to fetch; one that does not go on where the earlier
 * copy ended is evidence, and not written over.
 */
final class LogsFolder {

  private static final String CHECKPOINT = "checkpoint";

  private final Path folder;

  LogsFolder(Path folder) {
    this.folder = folder;
  }

  /** Takes all logs over, or none. */
  void take(Unpacked unpacked) throws IOException {
    Map<String, List<String>> logs = unpacked.logs();
    for (String origin : logs.keySet()) {
      requireGrown(folder.resolve(origin), unpacked.folder().resolve(origin));
    }
    for (Map.Entry<String, List<String>> log : logs.entrySet()) {
      for (String file : log.getValue()) {
        Path to = folder.resolve(log.getKey()).resolve(file);
        Files.createDirectories(to.resolveSibling("."));
        Files.move(
            unpacked.folder().resolve(log.getKey()).resolve(file),
            to,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void requireGrown(Path before, Path now) throws IOException {
    for (String kind : List.of("segments", "hashes")) {
      for (Path old : filesIn(before.resolve(kind))) {
        requireContinued(before, old, now.resolve(before.relativize(old)));
      }
    }
    OptionalLong was = size(before);
    OptionalLong is = size(now);
    if (was.isPresent() && (is.isEmpty() || is.getAsLong() < was.getAsLong())) {
      throw other(before, "the checkpoint fetched is damaged, or older than the one there");
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void requireContinued(Path log, Path old, Path fetched) throws IOException {
    Path name = log.relativize(old);
    if (!Files.exists(fetched)) {
      throw other(log, "%s is missing in what was fetched".formatted(name));
    }
    long same = Files.mismatch(old, fetched);
    if (same >= 0 && same < Files.size(old)) {
      throw other(log, "%s is another one from byte %d on".formatted(name, same));
    }
  }

  private static CommandFailure other(Path log, String reason) {
    return CommandFailure.unreadable(
        log,
        "what was fetched does not go on from the copy there: " + reason,
        "keep both: fetch into another folder, and verify each");
  }

  /** How many entries the last checkpoint of a log covers. */
  OptionalLong covered(String origin) throws IOException {
    return size(folder.resolve(origin));
  }

  private static OptionalLong size(Path log) throws IOException {
    Optional<byte[]> note = new DiskStorage(log).read(CHECKPOINT);
    if (note.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Checkpoint.parse(SignedNote.parse(note.get()).text()).size());
    } catch (MalformedNoteException e) {
      return OptionalLong.empty();
    }
  }
}
