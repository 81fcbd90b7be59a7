package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.Proofs;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** Signs what is durable, keeps it, and has it cosigned. The writer's thread only. */
final class Checkpointer {

  /** The last checkpoint, signed by the log. */
  static final String FILE = "checkpoint";

  /** The last checkpoint that a witness cosigned. */
  static final String COSIGNED_FILE = "checkpoint.cosigned";

  private final Storage storage;
  private final LogSigner signer;
  private final Optional<WitnessLink> witness;
  private final Proofs proofs = new Proofs(new TreeHash());
  private final long anchorNanos;
  private final LogMemory memory;
  private volatile long size = -1;
  private long anchoredNanos;
  private boolean anchored;

  Checkpointer(
      Storage storage,
      LogSigner signer,
      Optional<WitnessLink> witness,
      long anchorNanos,
      LogMemory memory) {
    this.storage = storage;
    this.signer = signer;
    this.witness = witness;
    this.anchorNanos = anchorNanos;
    this.memory = memory;
  }

  /** The size of the last checkpoint; -1 before the first of this run. */
  long size() {
    return size;
  }

  /** Signs the tree as it is, all of which must be durable. */
  void sign(Shard shard) throws IOException {
    HashFiles tree = shard.tree();
    Checkpoint checkpoint =
        new Checkpoint(signer.verifier().name(), tree.size(), proofs.root(tree, tree.size()));
    SignedNote note = signed(checkpoint);
    storage.replace(FILE, note.encode());
    memory.signed(checkpoint);
    size = checkpoint.size();
    if (witness.isPresent()) {
      witness.get().offer(note, checkpoint, proofs, tree);
    }
    shard.keep(note.encode()); // last: a full log has no room for it, and the witness is to know
  }

  private SignedNote signed(Checkpoint checkpoint) throws IOException {
    try {
      return signer.sign(checkpoint);
    } catch (GeneralSecurityException e) {
      throw new IOException("the log cannot sign", e);
    }
  }

  /** Keeps what the witness has answered meanwhile. */
  void keepCosigned(Shard shard, long nowNanos) throws IOException {
    Optional<SignedNote> cosigned = witness.flatMap(WitnessLink::takeCosigned);
    if (cosigned.isPresent()) {
      byte[] note = cosigned.get().encode();
      storage.replace(COSIGNED_FILE, note);
      if (!anchored || nowNanos - anchoredNanos >= anchorNanos) {
        shard.keep(note);
        anchored = true;
        anchoredNanos = nowNanos;
      }
    }
  }
}
