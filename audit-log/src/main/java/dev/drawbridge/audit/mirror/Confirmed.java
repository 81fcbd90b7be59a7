package dev.drawbridge.audit.mirror;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.store.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Up to where a copy is known to be right and on disk. In one file, so that it is one thing after a
 * crash; the file {@code checkpoint}, for whoever reads the copy as a log, follows it.
 *
 * @param segment in which the last confirmed entry is
 */
record Confirmed(int segment, SignedNote note, Checkpoint checkpoint) {

  private static final String FILE = "confirmed";

  /**
   * The one that is on disk.
   *
   * @throws MirrorBrokenException if it is not about this log
   */
  static Optional<Confirmed> read(Storage storage, VerifierKey log) throws IOException {
    Optional<byte[]> bytes = storage.read(FILE);
    return bytes.isEmpty() ? Optional.empty() : Optional.of(parse(bytes.get(), log));
  }

  private static Confirmed parse(byte[] bytes, VerifierKey log) throws MirrorBrokenException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    try {
      SignedNote note = SignedNote.parse(text.substring(end + 1).getBytes(StandardCharsets.UTF_8));
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      if (end > 0 && log.verifies(note) && checkpoint.origin().equals(log.name())) {
        return new Confirmed(Integer.parseInt(text.substring(0, end)), note, checkpoint);
      }
    } catch (MalformedNoteException | NumberFormatException e) {
      // Answered below, like one by somebody else.
    }
    throw new MirrorBrokenException("what the copy says of itself is not about this log");
  }

  void write(Storage storage) throws IOException {
    byte[] encoded = note.encode();
    String text = segment + "\n" + new String(encoded, StandardCharsets.UTF_8);
    storage.replace(FILE, text.getBytes(StandardCharsets.UTF_8));
    storage.replace(Mirror.CHECKPOINT, encoded);
  }
}
