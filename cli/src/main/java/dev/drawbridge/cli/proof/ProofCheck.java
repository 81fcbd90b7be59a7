package dev.drawbridge.cli.proof;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.Cosignature;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.TlogProof;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.Entry.MalformedEntryException;
import dev.drawbridge.audit.segment.SegmentCipher;
import dev.drawbridge.audit.tree.Proofs;
import dev.drawbridge.audit.tree.TreeHash;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether a proof proves its entry, step by step, so that the first that fails can be named. */
public final class ProofCheck {

  /** The proof proves nothing; the message says what does not hold. */
  public static final class NotProvenException extends Exception {
    private static final long serialVersionUID = 1;

    NotProvenException(String message) {
      super(message);
    }
  }

  private final TlogProof proof;
  private final Checkpoint checkpoint;

  public ProofCheck(TlogProof proof) throws MalformedNoteException {
    this.proof = proof;
    checkpoint = Checkpoint.parse(proof.checkpoint().text());
  }

  /** What the log says of itself in it. Not to be trusted before {@link #signedBy}. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** That the log signed the checkpoint. */
  public void signedBy(VerifierKey log) throws NotProvenException {
    check(
        log.name().equals(checkpoint.origin()) && log.verifies(proof.checkpoint()),
        "its checkpoint is not signed by the log with this key");
  }

  /** That the entry is in the tree of the checkpoint. */
  public Entry included() throws NotProvenException {
    TreeHash hash = new TreeHash();
    check(
        new Proofs(hash)
            .includes(
                hash.leaf(proof.extra()),
                proof.index(),
                checkpoint.size(),
                proof.path(),
                checkpoint.root()),
        "its hashes do not lead from the entry to the root that was signed");
    try {
      Entry entry = Entry.read(ByteBuffer.wrap(proof.extra()));
      check(entry.index() == proof.index(), "the entry says that it is another one");
      return entry;
    } catch (MalformedEntryException e) {
      throw new NotProvenException("what it proves is no entry: " + e.getMessage());
    }
  }

  /**
   * That enough witnesses cosigned the checkpoint.
   *
   * @return when, by name
   */
  public Map<String, Instant> witnessedBy(Iterable<VerifierKey> witnesses, int quorum)
      throws NotProvenException {
    Map<String, Instant> times = new LinkedHashMap<>();
    for (VerifierKey witness : witnesses) {
      if (witness.verifies(proof.checkpoint())) {
        times.put(witness.name(), time(witness));
      } else {
        check(
            witness.claimedIn(proof.checkpoint()).isEmpty(),
            "the signature of %s is wrong".formatted(witness.name()));
      }
    }
    check(
        times.size() >= quorum,
        "%d witnesses have cosigned, and %d were asked for".formatted(times.size(), quorum));
    return times;
  }

  private Instant time(VerifierKey witness) throws NotProvenException {
    try {
      byte[] cosignature = witness.claimedIn(proof.checkpoint()).orElseThrow().bytes();
      return Instant.ofEpochSecond(Cosignature.parse(cosignature).timeSeconds());
    } catch (MalformedNoteException e) {
      throw new NotProvenException(String.valueOf(e.getMessage()));
    }
  }

  /** That the entry commits to a record. */
  public void shows(Entry entry, ShownRecord shown) throws NotProvenException {
    try {
      check(
          SegmentCipher.shows(entry, shown.opening(), shown.record()),
          "the entry does not commit to that record");
    } catch (GeneralSecurityException e) {
      throw new NotProvenException("the opening cannot be used");
    }
  }

  private static void check(boolean holds, String otherwise) throws NotProvenException {
    if (!holds) {
      throw new NotProvenException(otherwise);
    }
  }
}
