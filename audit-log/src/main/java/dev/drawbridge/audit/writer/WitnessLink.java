package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.tree.Proofs;
import dev.drawbridge.audit.tree.Subtrees;
import dev.drawbridge.audit.witness.Witness;
import dev.drawbridge.audit.witness.WitnessRefusal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks a witness, one question at a time and never on the writer's thread: a slow witness makes
 * checkpoints go uncosigned, not requests wait.
 */
final class WitnessLink {

  private final Witness witness;
  private final Executor background;
  private final AtomicReference<Optional<SignedNote>> cosigned =
      new AtomicReference<>(Optional.empty());
  private volatile boolean busy;
  private volatile long knownSize;
  private volatile String problem = "";

  /**
   * Begins where the witness is.
   *
   * @throws LogRefusedException if the witness has seen a longer log than there is
   */
  WitnessLink(Witness witness, String origin, long size, Executor background) throws IOException {
    this.witness = witness;
    this.background = background;
    try {
      knownSize = witness.latestSize(origin);
    } catch (IOException e) {
      problem = "the witness cannot be asked: " + e.getMessage();
    }
    if (knownSize > size) {
      throw new LogRefusedException(
          LogRefusedException.Reason.WITNESS_AHEAD,
          "the log has %d entries and the witness has seen %d".formatted(size, knownSize));
    }
  }

  /** Offers a checkpoint, unless the witness is still busy with one before. */
  void offer(SignedNote note, Checkpoint checkpoint, Proofs proofs, Subtrees tree)
      throws IOException {
    long oldSize = knownSize;
    if (busy) {
      return;
    }
    if (oldSize > checkpoint.size()) {
      problem = "the witness has seen %d entries, there are fewer".formatted(oldSize);
      return;
    }
    List<byte[]> proof = proofs.consistency(tree, oldSize, checkpoint.size());
    busy = true;
    background.execute(() -> ask(oldSize, proof, note, checkpoint));
  }

  private void ask(long oldSize, List<byte[]> proof, SignedNote note, Checkpoint checkpoint) {
    try {
      cosigned.set(Optional.of(note.with(witness.cosign(oldSize, proof, note))));
      knownSize = checkpoint.size();
      problem = "";
    } catch (WitnessRefusal e) {
      problem = "the witness refuses: " + e.getMessage();
      if (e.reason() == WitnessRefusal.Reason.OTHER_SIZE) {
        knownSize = e.latestSize();
      }
    } catch (IOException e) {
      problem = "the witness cannot be asked: " + e.getMessage();
    } finally {
      busy = false;
    }
  }

  /** The newest answer, once. */
  Optional<SignedNote> takeCosigned() {
    return cosigned.getAndSet(Optional.empty());
  }

  boolean isBusy() {
    return busy;
  }

  long knownSize() {
    return knownSize;
  }

  /** Why the last checkpoint is not cosigned; empty if it is, or is about to be. */
  String problem() {
    return problem;
  }
}
