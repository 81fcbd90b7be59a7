package dev.drawbridge.audit.witness;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.note.WitnessSigner;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.tree.Proofs;
import dev.drawbridge.audit.tree.TreeHash;
import dev.drawbridge.audit.witness.WitnessRefusal.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A witness in this process. It helps against tail cutting and forks only as far as its storage is
 * out of the reach of whoever has the log's.
 */
public final class LocalWitness implements Witness {

  private final WitnessSigner signer;
  private final WitnessMemory memory;
  private final Map<String, VerifierKey> logs;
  private final InstantSource clock;
  private final Map<String, Remembered> remembered = new HashMap<>();

  /** What was found in the memory and is known to be its own. */
  @SuppressWarnings("ArrayRecordComponent") // Never handed out.
  private record Remembered(byte[] bytes, SignedNote note) {}

  /**
   * Watches some logs.
   *
   * @param logs the keys of the logs by origin
   */
  public LocalWitness(
      WitnessSigner signer, Storage memory, Map<String, VerifierKey> logs, InstantSource clock) {
    this(signer, WitnessMemory.in(memory), logs, clock);
  }

  /**
   * Watches some logs, and remembers elsewhere.
   *
   * @param logs the keys of the logs by origin
   */
  public LocalWitness(
      WitnessSigner signer,
      WitnessMemory memory,
      Map<String, VerifierKey> logs,
      InstantSource clock) {
    this.signer = signer;
    this.memory = memory;
    this.logs = Map.copyOf(logs);
    this.clock = clock;
  }

  @Override
  public VerifierKey key() {
    return signer.verifier();
  }

  @Override
  public synchronized long latestSize(String origin) throws IOException {
    return latest(origin).map(Checkpoint::size).orElse(0L);
  }

  /**
   * The last checkpoint that it cosigned, with both signatures: what it would show an auditor.
   *
   * @throws IOException also if what is in the memory does not bear its own cosignature: whoever
   *     can write there could make it forget otherwise
   */
  public synchronized Optional<SignedNote> latestNote(String origin) throws IOException {
    Optional<byte[]> bytes = memory.read(origin);
    return bytes.isEmpty() ? Optional.empty() : Optional.of(own(origin, bytes.get()));
  }

  private SignedNote own(String origin, byte[] bytes) throws IOException {
    Remembered before = remembered.get(origin);
    if (before != null && Arrays.equals(before.bytes(), bytes)) {
      return before.note(); // a check of the signature takes a tenth of a millisecond
    }
    SignedNote note = parsed(bytes);
    if (!signer.verifier().verifies(note)) {
      throw new IOException(
          "the memory of the witness says of %s what the witness did not cosign: somebody changed it; put it back from a backup"
              .formatted(origin));
    }
    remembered.put(origin, new Remembered(bytes.clone(), note));
    return note;
  }

  private static SignedNote parsed(byte[] bytes) throws IOException {
    try {
      return SignedNote.parse(bytes);
    } catch (MalformedNoteException e) {
      throw new IOException("the memory of the witness is damaged", e);
    }
  }

  private Optional<Checkpoint> latest(String origin) throws IOException {
    Optional<SignedNote> note = latestNote(origin);
    try {
      return note.isEmpty() ? Optional.empty() : Optional.of(Checkpoint.parse(note.get().text()));
    } catch (MalformedNoteException e) {
      throw new IOException("the memory of the witness is damaged", e);
    }
  }

  @Override
  public synchronized SignedNote.Signature cosign(
      long oldSize, List<byte[]> proof, SignedNote checkpoint) throws WitnessRefusal, IOException {
    Checkpoint asked = parse(checkpoint);
    Optional<Checkpoint> latest = latest(asked.origin());
    long latestSize = latest.map(Checkpoint::size).orElse(0L);
    checkSignature(asked, checkpoint, latestSize);
    if (oldSize != latestSize) {
      throw new WitnessRefusal(Reason.OTHER_SIZE, latestSize, "the witness is at " + latestSize);
    }
    checkGrowth(latest, proof, asked);
    SignedNote.Signature cosignature = sign(asked);
    memory.replace(asked.origin(), checkpoint.with(cosignature).encode());
    return cosignature;
  }

  private static Checkpoint parse(SignedNote note) throws WitnessRefusal {
    try {
      return Checkpoint.parse(note.text());
    } catch (MalformedNoteException e) {
      throw new WitnessRefusal(Reason.NOT_SIGNED, 0, String.valueOf(e.getMessage()));
    }
  }

  private void checkSignature(Checkpoint asked, SignedNote note, long latestSize)
      throws WitnessRefusal {
    VerifierKey log = logs.get(asked.origin());
    if (log == null) {
      throw new WitnessRefusal(
          Reason.UNKNOWN_LOG, latestSize, "the witness does not know " + asked.origin());
    }
    if (!log.verifies(note)) {
      throw new WitnessRefusal(Reason.NOT_SIGNED, latestSize, "not signed by the log");
    }
  }

  private static void checkGrowth(Optional<Checkpoint> latest, List<byte[]> proof, Checkpoint asked)
      throws WitnessRefusal {
    TreeHash hash = new TreeHash();
    Checkpoint before = latest.orElse(new Checkpoint(asked.origin(), 0, hash.empty()));
    if (!new Proofs(hash)
        .consistent(before.size(), before.root(), asked.size(), asked.root(), proof)) {
      throw new WitnessRefusal(
          Reason.INCONSISTENT,
          before.size(),
          "the tree of size %d has not grown out of that of size %d"
              .formatted(asked.size(), before.size()));
    }
  }

  private SignedNote.Signature sign(Checkpoint asked) throws IOException {
    try {
      return signer.cosign(asked, clock.instant().getEpochSecond());
    } catch (GeneralSecurityException | MalformedNoteException e) {
      throw new IOException("the witness cannot sign", e);
    }
  }
}
