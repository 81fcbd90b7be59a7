package dev.drawbridge.cli.fetch;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.cli.cluster.Installation.Remembered;
import dev.drawbridge.cli.failure.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Notes of the witness that one has, a file each. An older one is no worse than a newer one: the
 * older, the less of the log could be written anew unseen. So all are kept.
 */
final class NotesFolder {

  private static final int HASH_LENGTH = 8;

  private final Path folder;

  NotesFolder(Path folder) {
    this.folder = folder;
  }

  /** Keeps a note, and says how many entries it covers. */
  long keep(Remembered remembered) throws IOException {
    byte[] note = remembered.note().getBytes(StandardCharsets.UTF_8);
    long size = size(remembered.origin(), note);
    String name =
        "%s_%d_%s.note".formatted(remembered.origin().replace('/', '_'), size, hash(note));
    Files.createDirectories(folder);
    Files.write(folder.resolve(name), note);
    return size;
  }

  private static long size(String origin, byte[] note) {
    try {
      Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(note).text());
      if (checkpoint.origin().equals(origin)) {
        return checkpoint.size();
      }
      throw damaged(origin, "it is about " + checkpoint.origin());
    } catch (MalformedNoteException e) {
      throw damaged(origin, String.valueOf(e.getMessage()));
    }
  }

  private static CommandFailure damaged(String origin, String reason) {
    return CommandFailure.unreadable(
        "the witness's note of " + origin, reason, "find out who changed its ConfigMap");
  }

  private static String hash(byte[] note) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(note);
      return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK lacks SHA-256", e);
    }
  }
}
