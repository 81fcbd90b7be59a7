package dev.drawbridge.audit.publish;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.TlogProof;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.Entry.MalformedEntryException;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.segment.SegmentCipher;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.Proofs;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/** Proves single entries, and shows single records to those who may see them. */
public final class Prover {

  private final Storage log;

  public Prover(Storage log) {
    this.log = log;
  }

  /**
   * A record and what ties it to its entry.
   *
   * @param record canonical JSON
   * @param opening for {@link SegmentCipher#shows}; tells nothing of other records
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody changes the arrays.
  public record Shown(byte[] record, byte[] opening) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Found(SegmentHeader header, Entry entry, byte[] bytes) {}

  /** That an entry is in the tree under a checkpoint; the proof carries the sealed entry. */
  public TlogProof prove(long index, SignedNote checkpoint)
      throws IOException, MalformedNoteException {
    TreeHash hash = new TreeHash();
    long size = Checkpoint.parse(checkpoint.text()).size();
    try (HashFiles hashes = HashFiles.openToRead(log, hash, size)) {
      List<byte[]> path = new Proofs(hash).inclusion(hashes, index, size);
      return new TlogProof(found(index).bytes(), index, path, checkpoint);
    }
  }

  /** Opens one record. */
  public Shown show(long index, KeyEncryptionKey kek) throws IOException, GeneralSecurityException {
    Found found = found(index);
    SegmentCipher cipher = found.header().cipher(kek);
    return new Shown(cipher.open(found.entry(), found.bytes()), cipher.opening(index));
  }

  private Found found(long index) throws IOException {
    List<Found> found = new ArrayList<>();
    new Entries(log)
        .from(
            index,
            (header, _, bytes) -> {
              found.add(new Found(header, read(bytes), bytes));
              return false;
            });
    if (found.isEmpty()) {
      throw new IOException("there is no entry " + index);
    }
    return found.getFirst();
  }

  private static Entry read(byte[] bytes) throws IOException {
    try {
      return Entry.read(ByteBuffer.wrap(bytes));
    } catch (MalformedEntryException e) {
      throw new IOException("what was found is no entry", e);
    }
  }
}
