package dev.drawbridge.audit.export;

import dev.drawbridge.audit.mirror.Mirror;
import dev.drawbridge.audit.mirror.PublishedFile;
import dev.drawbridge.audit.mirror.PublishedLog;
import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One copy, as it is at a moment while the collector goes on writing it: the checkpoints are read
 * first, then how many bytes they cover. Those do not change any more.
 *
 * @param notes checkpoints by the names of their files; none if nothing was confirmed yet
 * @param files all others, with as many bytes as there were
 * @param damage why it cannot be told what a checkpoint covers, so that all is there as it lies;
 *     empty if it can
 */
record CopiedLog(
    PublishedLog log, Map<String, byte[]> notes, List<PublishedFile> files, String damage) {

  static CopiedLog at(Path folder) throws IOException {
    Storage storage = new DiskStorage(folder);
    Map<String, byte[]> notes = notes(storage);
    PublishedLog log = new PublishedLog(storage);
    try {
      return new CopiedLog(log, copied(notes), covered(log), "");
    } catch (IOException | MalformedNoteException e) {
      return new CopiedLog(log, notes, asItLies(storage), String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, byte[]> notes(Storage storage) throws IOException {
    Map<String, byte[]> notes = new LinkedHashMap<>();
    for (String name : List.of(Mirror.CHECKPOINT, Mirror.COSIGNED)) {
      storage.read(name).ifPresent(note -> notes.put(name, note));
    }
    return notes;
  }

  /** Without what was cosigned before it was copied: the witness does not wait for the copy. */
  private static Map<String, byte[]> copied(Map<String, byte[]> notes)
      throws MalformedNoteException {
    Map<String, byte[]> copied = new LinkedHashMap<>();
    long size = Long.MAX_VALUE;
    for (Map.Entry<String, byte[]> note : notes.entrySet()) {
      long covers = Checkpoint.parse(SignedNote.parse(note.getValue()).text()).size();
      if (covers <= size) {
        copied.put(note.getKey(), note.getValue());
        size = covers;
      }
    }
    return copied;
  }

  private static List<PublishedFile> covered(PublishedLog log) throws IOException {
    return log.files().stream().filter(file -> file.name().contains("/")).toList();
  }

  private static List<PublishedFile> asItLies(Storage storage) throws IOException {
    List<PublishedFile> files = new ArrayList<>();
    for (String folder : List.of("segments", "hashes")) {
      for (String name : storage.list(folder)) {
        String file = folder + "/" + name;
        Optional<StoredFile> opened = storage.openToRead(file);
        if (opened.isPresent()) {
          try (StoredFile open = opened.get()) {
            files.add(new PublishedFile(file, open.size()));
          }
        }
      }
    }
    return files;
  }

  boolean isEmpty() {
    return notes.isEmpty();
  }
}
