package dev.drawbridge.cli.fetch;

import dev.drawbridge.audit.export.Selection;
import dev.drawbridge.cli.cluster.Installation;
import dev.drawbridge.cli.cluster.Installation.LogKey;
import dev.drawbridge.cli.cluster.Installation.Remembered;
import dev.drawbridge.cli.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder with what an audit needs: {@code logs}, {@code keys} and {@code notes}. */
public final class EvidenceFolder {

  private final Path folder;
  private final Path notes;
  private final LogsFolder logs;

  /**
   * What a fetch brought.
   *
   * @param logs how many
   * @param bytes of them
   * @param notes of the witness, how many
   * @param warnings about what is missing, a sentence each
   */
  public record Fetched(int logs, long bytes, int notes, List<String> warnings) {}

  public EvidenceFolder(Path folder) {
    this.folder = folder;
    notes = notes(folder);
    logs = new LogsFolder(logs(folder));
  }

  public static Path logs(Path folder) {
    return folder.resolve("logs");
  }

  public static Path logKeys(Path folder) {
    return folder.resolve("keys").resolve("log.vkey");
  }

  public static Path witnessKey(Path folder) {
    return folder.resolve("keys").resolve("witness.vkey");
  }

  public static Path notes(Path folder) {
    return folder.resolve("notes");
  }

  /** Adds what an installation has now; keys only if they are wanted. */
  public Fetched fetch(Installation from, Selection selection, boolean keys, long maxBytes) {
    try {
      Files.createDirectories(folder);
      String leader = from.leader();
      List<LogKey> published = keys ? keys(from, selection) : List.of();
      // Before the copies, which have grown beyond them then.
      List<Remembered> remembered = from.remembered(selection);
      Unpacked unpacked = logs(from, leader, selection, maxBytes);
      List<String> warnings = new ArrayList<>(behind(remembered));
      if (keys) {
        warnings.addAll(withoutKey(unpacked, published));
      }
      return new Fetched(unpacked.logs().size(), unpacked.bytes(), remembered.size(), warnings);
    } catch (IOException e) {
      throw CommandFailure.unreadable(folder, e);
    }
  }

  private List<LogKey> keys(Installation from, Selection selection) throws IOException {
    new KeyFile(witnessKey(folder)).add(List.of(from.witness()));
    List<LogKey> published = from.logKeys(selection);
    new KeyFile(logKeys(folder)).add(published.stream().map(LogKey::vkey).toList());
    return published;
  }

  private Unpacked logs(Installation from, String leader, Selection selection, long maxBytes)
      throws IOException {
    Path arriving = Files.createTempDirectory(folder, ".arriving-");
    try {
      Unpacked unpacked = from.export(leader, selection, new Unpacking(arriving, maxBytes)::read);
      logs.take(unpacked);
      return unpacked;
    } finally {
      delete(arriving);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList().reversed()) {
        Files.delete(path);
      }
    }
  }

  /** The witness goes on while a copy waits for its bytes, and knows logs whose copy is lost. */
  private List<String> behind(List<Remembered> remembered) throws IOException {
    List<String> warnings = new ArrayList<>();
    NotesFolder kept = new NotesFolder(notes);
    for (Remembered one : remembered) {
      long seen = kept.keep(one);
      OptionalLong copied = logs.covered(one.origin());
      if (copied.isEmpty()) {
        warnings.add("%s: the witness knows it, and there is no copy".formatted(one.origin()));
      } else if (copied.getAsLong() < seen) {
        warnings.add(
            "%s: the copy has %d entries, and the witness has seen %d; fetch again in a minute"
                .formatted(one.origin(), copied.getAsLong(), seen));
      }
    }
    return warnings;
  }

  private static List<String> withoutKey(Unpacked unpacked, List<LogKey> published) {
    Set<String> known = new HashSet<>();
    published.forEach(key -> known.add(key.deployment()));
    TreeMap<String, String> missing = new TreeMap<>();
    for (String origin : unpacked.logs().keySet()) {
      String[] parts = origin.split("/", -1);
      String deployment = parts[1] + "/" + parts[2];
      if (!known.contains(deployment)) {
        missing.put(
            deployment,
            "%s: its key is not published any more; give the one that you kept as another --log-key"
                .formatted(deployment));
      }
    }
    return List.copyOf(missing.values());
  }
}
