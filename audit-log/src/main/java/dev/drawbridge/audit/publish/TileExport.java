package dev.drawbridge.audit.publish;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.tree.EntryBundle;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.TilePath;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays a log out as C2SP's tlog-tiles, for tools of others: the tiles and bundles of the tree under
 * one checkpoint, and that checkpoint. Entries stay sealed.
 */
public final class TileExport {

  private final Storage log;
  private final Storage to;

  public TileExport(Storage log, Storage to) {
    this.log = log;
    this.to = to;
  }

  /** Exports the tree under a checkpoint of the log. */
  public void export(SignedNote note) throws IOException, MalformedNoteException {
    long size = Checkpoint.parse(note.text()).size();
    try (HashFiles hashes = HashFiles.openToRead(log, new TreeHash(), size)) {
      long count = size;
      for (int level = 0; count > 0; level++, count /= HashFiles.TILE) {
        hashes(hashes, level, count);
      }
    }
    entries(size);
    to.replace("checkpoint", note.encode());
  }

  private void hashes(HashFiles hashes, int level, long count) throws IOException {
    for (long number = 0; number * HashFiles.TILE < count; number++) {
      int width = (int) Math.min(HashFiles.TILE, count - number * HashFiles.TILE);
      to.replace(TilePath.ofHashes(level, number, width), hashes.tile(level, number, width));
    }
  }

  private void entries(long size) throws IOException {
    List<byte[]> bundle = new ArrayList<>();
    new Entries(log)
        .from(
            0,
            (_, index, entry) -> {
              bundle.add(entry);
              if (bundle.size() == HashFiles.TILE || index + 1 == size) {
                String path = TilePath.ofEntries(index / HashFiles.TILE, bundle.size());
                to.replace(path, EntryBundle.encode(bundle));
                bundle.clear();
              }
              return index + 1 < size;
            });
  }
}
