package dev.drawbridge.audit.witness;

import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.VerifierKey;
import java.io.IOException;
import java.util.List;

/** What C2SP's tlog-witness asks of a witness, whether it is near or far. */
public interface Witness {

  /** The key that its cosignatures are checked with. */
  VerifierKey key();

  /** The size of the largest tree of a log that it has cosigned; 0 if it has none. */
  long latestSize(String origin) throws IOException;

  /**
   * Cosigns a checkpoint that has grown out of the one it cosigned last. It remembers the
   * checkpoint for good before it answers.
   *
   * @param oldSize the size that the proof starts from
   * @param proof consistency proof from that size
   * @throws WitnessRefusal if it does not, and will not when asked the same again
   * @throws IOException if it cannot be asked, or cannot remember
   */
  SignedNote.Signature cosign(long oldSize, List<byte[]> proof, SignedNote checkpoint)
      throws WitnessRefusal, IOException;
}
