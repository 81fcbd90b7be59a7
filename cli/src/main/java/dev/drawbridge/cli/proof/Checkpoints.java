package dev.drawbridge.cli.proof;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.cli.failure.CommandFailure;
import dev.drawbridge.cli.input.LogFolder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Chooses the checkpoint that a proof is made for. */
public final class Checkpoints {

  /** The one that a witness cosigned says more. */
  private static final List<String> FILES = List.of("checkpoint.cosigned", "checkpoint");

  private Checkpoints() {}

  /** The best checkpoint of a log that covers an entry. */
  public static SignedNote over(long index, LogFolder log) {
    long newest = 0;
    for (String file : FILES) {
      Optional<SignedNote> note = read(file, log);
      if (note.isPresent()) {
        long size = size(note.get(), file);
        if (size > index) {
          return note.get();
        }
        newest = Math.max(newest, size);
      }
    }
    throw CommandFailure.notSo(
        "--seq",
        "entry %d is under no checkpoint; the newest covers %d entries".formatted(index, newest),
        "ask for a lower one, or for a newer copy of the log");
  }

  private static Optional<SignedNote> read(String file, LogFolder log) {
    try {
      Optional<byte[]> bytes = log.storage().read(file);
      return bytes.isEmpty() ? Optional.empty() : Optional.of(SignedNote.parse(bytes.get()));
    } catch (MalformedNoteException e) {
      throw malformed(file, e);
    } catch (IOException e) {
      throw CommandFailure.unreadable(file, e);
    }
  }

  /** The size of the tree that a note is about. */
  public static long size(SignedNote note, Object file) {
    try {
      return Checkpoint.parse(note.text()).size();
    } catch (MalformedNoteException e) {
      throw malformed(file, e);
    }
  }

  private static CommandFailure malformed(Object file, MalformedNoteException e) {
    return CommandFailure.unreadable(
        file, "no signed checkpoint: " + e.getMessage(), "run audit verify on the log");
  }
}
