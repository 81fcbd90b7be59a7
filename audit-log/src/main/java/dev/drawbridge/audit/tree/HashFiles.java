package dev.drawbridge.audit.tree;

import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The hashes of the tree on disk: one file per level of tiles, {@code hashes/L}, with all hashes of
 * that level one after the other. Any tile of tlog-tiles, whole or partial and of any size that the
 * tree ever had, is a stretch of one of them.
 *
 * <p>They can be made again from the segments, so they are written without being forced to disk,
 * except by {@link #sync}.
 */
public final class HashFiles implements Subtrees, Closeable {

  /** Hashes in a full tile. */
  public static final int TILE = 256;

  private static final int TILE_HEIGHT = 8;
  private static final long MAX_SIZE = Long.MAX_VALUE / TreeHash.BYTES;

  private final Files files;
  private final TreeHash hash;
  private final List<Level> levels = new ArrayList<>();
  private final byte[] scratch = new byte[TILE * TreeHash.BYTES];

  /** How a file is opened. */
  private interface Files {
    StoredFile open(String name) throws IOException;
  }

  private static final class Level {
    final StoredFile file;
    final byte[] last = new byte[TILE * TreeHash.BYTES]; // of the tile that grows
    long count;
    long written;

    Level(StoredFile file) {
      this.file = file;
    }

    int inLast() {
      return (int) (count % TILE);
    }
  }

  private HashFiles(Files files, TreeHash hash) {
    this.files = files;
    this.hash = hash;
  }

  /**
   * Opens the hashes as they were at a size. What the files hold beyond it is written over as the
   * tree grows.
   *
   * @throws IOException also if the files hold less than that
   */
  public static HashFiles open(Storage storage, TreeHash hash, long size) throws IOException {
    return open(storage::open, hash, size);
  }

  /** Opens them for proofs only. */
  public static HashFiles openToRead(Storage storage, TreeHash hash, long size) throws IOException {
    Files files =
        name -> storage.openToRead(name).orElseThrow(() -> new FileNotFoundException(name));
    return open(files, hash, size);
  }

  private static HashFiles open(Files files, TreeHash hash, long size) throws IOException {
    if (size > MAX_SIZE) {
      throw new IOException("no file holds the hashes of %d entries".formatted(size));
    }
    HashFiles opened = new HashFiles(files, hash);
    try {
      opened.readTails(size);
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  private void readTails(long size) throws IOException {
    long count = size;
    for (int l = 0; count > 0; l++, count /= TILE) {
      Level level = level(l);
      level.count = count;
      level.written = count;
      ByteBuffer tail = ByteBuffer.wrap(level.last, 0, level.inLast() * TreeHash.BYTES);
      level.file.readFully(tail, (count - level.inLast()) * TreeHash.BYTES);
    }
  }

  private Level level(int l) throws IOException {
    while (levels.size() <= l) {
      levels.add(new Level(files.open("hashes/" + levels.size())));
    }
    return levels.get(l);
  }

  public long size() {
    return levels.isEmpty() ? 0 : levels.getFirst().count;
  }

  public void append(byte[] leaf) throws IOException {
    byte[] root = leaf;
    for (int l = 0; ; l++) {
      Level level = level(l);
      System.arraycopy(root, 0, level.last, level.inLast() * TreeHash.BYTES, TreeHash.BYTES);
      level.count++;
      if (level.inLast() != 0) {
        return;
      }
      write(level, TILE);
      root = hash.root(level.last, TILE); // which spends the tile
    }
  }

  /** Writes what is new. */
  public void flush() throws IOException {
    for (Level level : levels) {
      write(level, level.inLast());
    }
  }

  private static void write(Level level, int inLast) throws IOException {
    long tileStart = level.count - inLast;
    int from = (int) (level.written - tileStart) * TreeHash.BYTES;
    int to = inLast * TreeHash.BYTES;
    if (from < to) {
      level.file.writeFully(
          ByteBuffer.wrap(level.last, from, to - from), level.written * TreeHash.BYTES);
      level.written = level.count;
    }
  }

  /** Writes what is new and forces it to disk. */
  public void sync() throws IOException {
    flush();
    for (Level level : levels) {
      level.file.sync();
    }
  }

  @Override
  public byte[] root(int height, long index) throws IOException {
    int count = 1 << height % TILE_HEIGHT;
    int l = height / TILE_HEIGHT;
    read(l, index * count, count, scratch);
    return hash.root(scratch, count);
  }

  /** The hashes of a tile of tlog-tiles, of any width that the tree ever had. */
  public byte[] tile(int l, long number, int width) throws IOException {
    byte[] tile = new byte[width * TreeHash.BYTES];
    read(l, number * TILE, width, tile);
    return tile;
  }

  /** Copies hashes of a level; none of them may lie beyond the tree. */
  private void read(int l, long from, int count, byte[] to) throws IOException {
    Level level = levels.get(l);
    long tileStart = level.count - level.inLast();
    if (from >= tileStart) {
      int at = (int) (from - tileStart) * TreeHash.BYTES;
      System.arraycopy(level.last, at, to, 0, count * TreeHash.BYTES);
    } else {
      level.file.readFully(ByteBuffer.wrap(to, 0, count * TreeHash.BYTES), from * TreeHash.BYTES);
    }
  }

  /** The roots that make the tree grow on, and that a segment begins with. */
  public CompactRange range() throws IOException {
    List<byte[]> roots = new ArrayList<>();
    long at = 0;
    for (long rest = size(); rest > 0; rest -= Long.highestOneBit(rest)) {
      int height = Long.numberOfTrailingZeros(Long.highestOneBit(rest));
      roots.add(root(height, at >> height));
      at += 1L << height;
    }
    return new CompactRange(hash, size(), roots);
  }

  @Override
  public void close() throws IOException {
    for (Level level : levels) {
      level.file.close();
    }
  }
}
