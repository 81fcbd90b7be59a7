package dev.drawbridge.cli.input;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.cli.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checkpoints as witnesses themselves show them.
 *
 * @param all in the order in which they were given
 */
public record WitnessNotes(List<WitnessNote> all) {

  /** Some ten thousand notes. */
  private static final int MAX_MIB = 64;

  /**
   * One of them, not checked.
   *
   * @param origin of the log that it is about
   */
  public record WitnessNote(Path file, String origin, SignedNote note) {}

  public WitnessNotes {
    all = List.copyOf(all);
  }

  /** As {@link #read}, and all files in folders. */
  public static WitnessNotes in(Collection<Path> paths) {
    return read(paths.stream().flatMap(path -> files(path).stream()).toList());
  }

  /** Reads files, each with one note or with what kubectl prints of several. */
  public static WitnessNotes read(Collection<Path> files) {
    List<WitnessNote> notes = new ArrayList<>();
    for (Path file : files) {
      byte[] content = SmallFile.read(file, MAX_MIB);
      List<byte[]> here =
          NotesInJson.isOne(content) ? NotesInJson.in(file, content) : List.of(content);
      here.forEach(note -> notes.add(note(file, note)));
    }
    return new WitnessNotes(notes);
  }

  private static WitnessNote note(Path file, byte[] bytes) {
    try {
      SignedNote note = SignedNote.parse(bytes);
      return new WitnessNote(file, Checkpoint.parse(note.text()).origin(), note);
    } catch (MalformedNoteException e) {
      throw CommandFailure.unreadable(
          file, "no signed checkpoint: " + e.getMessage(), "ask the witness for it again");
    }
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw CommandFailure.unreadable(path, e);
    }
  }

  /** Those about a log, as bytes. */
  public List<byte[]> about(String origin) {
    return all.stream()
        .filter(note -> note.origin().equals(origin))
        .map(note -> note.note().encode())
        .toList();
  }
}
