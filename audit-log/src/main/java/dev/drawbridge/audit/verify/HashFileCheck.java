package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the hash files hold what the entries' hashes make. */
final class HashFileCheck implements Closeable {

  private static final int TILE_BYTES = HashFiles.TILE * TreeHash.BYTES;

  private final Storage storage;
  private final Findings findings;
  private final TreeHash hash;
  private final List<Level> levels = new ArrayList<>();
  private final ByteBuffer found = ByteBuffer.allocate(TILE_BYTES);

  private static final class Level {
    final Optional<StoredFile> file;
    final byte[] tile = new byte[TILE_BYTES];
    int bytes;
    long at;

    Level(Optional<StoredFile> file) {
      this.file = file;
    }
  }

  HashFileCheck(Storage storage, Findings findings, TreeHash hash) {
    this.storage = storage;
    this.findings = findings;
    this.hash = hash;
  }

  void leaf(byte[] leaf) throws IOException {
    byte[] root = leaf;
    for (int l = 0; ; l++) {
      if (l == levels.size()) {
        levels.add(new Level(storage.openToRead("hashes/" + l)));
      }
      Level level = levels.get(l);
      System.arraycopy(root, 0, level.tile, level.bytes, TreeHash.BYTES);
      level.bytes += TreeHash.BYTES;
      if (level.bytes < TILE_BYTES) {
        return;
      }
      compare(l, level);
      root = hash.root(level.tile, HashFiles.TILE);
      level.at += level.bytes;
      level.bytes = 0;
    }
  }

  private void compare(int l, Level level) throws IOException {
    found.clear().limit(level.bytes);
    if (level.file.isEmpty()) {
      findings.add(Code.HASHES_DIFFER, "level %d is missing".formatted(l));
      return;
    }
    try {
      level.file.get().readFully(found, level.at);
    } catch (EOFException e) {
      findings.add(Code.HASHES_DIFFER, "level %d ends too early".formatted(l));
      return;
    }
    if (!found.flip().equals(ByteBuffer.wrap(level.tile, 0, level.bytes))) {
      long tile = level.at / TILE_BYTES;
      findings.add(Code.HASHES_DIFFER, "level %d, tile %d".formatted(l, tile));
    }
  }

  void end() throws IOException {
    for (int l = 0; l < levels.size(); l++) {
      compare(l, levels.get(l));
    }
  }

  @Override
  public void close() throws IOException {
    for (Level level : levels) {
      if (level.file.isPresent()) {
        level.file.get().close();
      }
    }
  }
}
