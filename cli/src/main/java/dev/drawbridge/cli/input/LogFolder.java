package dev.drawbridge.cli.input;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.segment.SegmentHeader.MalformedHeaderException;
import dev.drawbridge.audit.segment.SegmentReader;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.cli.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A folder with a log in it.
 *
 * @param origin what the log says that it is called, which is not to be trusted; empty if nothing
 *     in it can be read
 */
public record LogFolder(Path path, Storage storage, String origin) {

  private static final List<String> CHECKPOINTS = List.of("checkpoint", "checkpoint.cosigned");

  /** Whether a folder has a log in it, whole or not. */
  static boolean isOne(Path folder) {
    return Files.isDirectory(folder.resolve("segments"))
        || Files.isRegularFile(folder.resolve(CHECKPOINTS.getFirst()));
  }

  /** The log in a folder. */
  public static LogFolder at(Path folder) {
    if (!Files.exists(folder)) {
      throw CommandFailure.unreadable(folder, "there is no such folder", "check the path");
    }
    if (!isOne(folder)) {
      throw CommandFailure.unreadable(
          folder, "there is no log in it", "give the folder that has the folder segments in it");
    }
    Storage storage = new DiskStorage(folder);
    try {
      return new LogFolder(folder, storage, origin(storage));
    } catch (IOException e) {
      throw CommandFailure.unreadable(folder, e);
    }
  }

  private static String origin(Storage storage) throws IOException {
    for (String name : CHECKPOINTS) {
      Optional<byte[]> note = storage.read(name);
      if (note.isPresent()) {
        try {
          return Checkpoint.parse(SignedNote.parse(note.get()).text()).origin();
        } catch (MalformedNoteException e) {
          // Found when the log is verified.
        }
      }
    }
    return originInHeaders(storage);
  }

  private static String originInHeaders(Storage storage) throws IOException {
    for (String name : storage.list("segments")) {
      if (name.endsWith(".seg")) {
        Optional<StoredFile> file = storage.openToRead("segments/" + name);
        if (file.isPresent()) {
          try (StoredFile segment = file.get()) {
            return new SegmentReader(segment, SegmentHeader.MAX_BYTES).header().origin();
          } catch (MalformedHeaderException e) {
            // Found when the log is verified.
          }
        }
      }
    }
    return "";
  }
}
