package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.Cosignature;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.VerifierKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a note is a checkpoint of the log with right signatures. The same note is met in several
 * places, and signatures are what takes time, so the last few answers are kept.
 */
final class NoteCheck {

  private static final int KEPT = 16;

  private final Trust trust;
  private final Map<ByteBuffer, Checked> answers = new LinkedHashMap<>();

  /** What came out. */
  sealed interface Checked {}

  /**
   * A checkpoint of the log.
   *
   * @param times when the witnesses that are trusted cosigned it, in seconds since 1970
   */
  record Good(Checkpoint checkpoint, List<Long> times) implements Checked {}

  /** None. */
  record Bad(Code code, String detail) implements Checked {}

  NoteCheck(Trust trust) {
    this.trust = trust;
  }

  Checked check(byte[] note) {
    ByteBuffer key = ByteBuffer.wrap(note);
    Checked answer = answers.get(key);
    if (answer == null) {
      answer = look(note);
      if (answers.size() == KEPT) {
        answers.remove(answers.keySet().iterator().next());
      }
      answers.put(key, answer);
    }
    return answer;
  }

  private Checked look(byte[] bytes) {
    try {
      SignedNote note = SignedNote.parse(bytes);
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      boolean signed = checkpoint.origin().equals(trust.log().name()) && trust.log().verifies(note);
      return signed
          ? cosigned(note, checkpoint)
          : new Bad(Code.CHECKPOINT_SIGNATURE, "of size %d".formatted(checkpoint.size()));
    } catch (MalformedNoteException e) {
      return new Bad(Code.CHECKPOINT_MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /** A wrong signature under a witness's name spoils the whole note. */
  private Checked cosigned(SignedNote note, Checkpoint checkpoint) throws MalformedNoteException {
    List<Long> times = new ArrayList<>();
    for (VerifierKey witness : trust.witnesses()) {
      Optional<SignedNote.Signature> line = witness.claimedIn(note);
      if (line.isPresent()) {
        if (!witness.verifies(note)) {
          return new Bad(Code.WITNESS_SIGNATURE, witness.name());
        }
        times.add(Cosignature.parse(line.get().bytes()).timeSeconds());
      }
    }
    return new Good(checkpoint, times);
  }
}
