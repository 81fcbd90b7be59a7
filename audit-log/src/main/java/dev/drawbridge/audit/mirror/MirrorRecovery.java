package dev.drawbridge.audit.mirror;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.Proofs;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Brings a copy back to what was confirmed last, which is all of which anything is known. What came
 * after is taken away and fetched again.
 */
final class MirrorRecovery {

  private static final Progress BEGINNING =
      new Progress(new Position(0, 0), 0, 0, 0, new byte[TreeHash.BYTES], 0);

  private final Storage storage;
  private final String origin;
  private final SegmentHeaders headers;
  private final TreeHash hash = new TreeHash();

  MirrorRecovery(Storage storage, String origin) {
    this.storage = storage;
    this.origin = origin;
    headers = new SegmentHeaders(storage);
  }

  Progress backTo(Optional<Confirmed> confirmed) throws IOException {
    Progress progress = confirmed.isPresent() ? walked(confirmed.get()) : BEGINNING;
    int last = confirmed.map(Confirmed::segment).orElse(-1);
    for (int id : headers.ids()) {
      if (id > last) {
        storage.delete(SegmentHeader.fileName(id));
      }
    }
    return progress;
  }

  private Progress walked(Confirmed confirmed) throws IOException {
    int id = confirmed.segment();
    Checkpoint checkpoint = confirmed.checkpoint();
    SegmentHeader header = headers.of(id);
    try (HashFiles tree = HashFiles.open(storage, hash, header.firstIndex());
        StoredFile file = storage.open(SegmentHeader.fileName(id))) {
      Progress all =
          new Progress(
              new Position(id, file.size()),
              0,
              header.previousLength(),
              header.firstIndex(),
              header.link(),
              0);
      Progress at = new SegmentWalk(hash, origin, tree).follow(file, all, checkpoint.size());
      tree.flush();
      requireConfirmed(at, tree, checkpoint);
      file.truncate(at.scanned());
      file.sync();
      return at.cut();
    }
  }

  private void requireConfirmed(Progress at, HashFiles tree, Checkpoint checkpoint)
      throws IOException {
    boolean same =
        at.size() == checkpoint.size()
            && Arrays.equals(new Proofs(hash).root(tree, at.size()), checkpoint.root());
    if (!same) {
      throw new MirrorBrokenException(
          "the first %d entries of the copy are not those that were confirmed"
              .formatted(checkpoint.size()));
    }
  }
}
