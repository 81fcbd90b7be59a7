package dev.drawbridge.bench.pieces;

import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.IOException;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The Merkle tree. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first.
public class Tree {

  private final TreeHash hash = new TreeHash();
  private final byte[] left = new byte[TreeHash.BYTES];
  private final byte[] right = new byte[TreeHash.BYTES];
  private final byte[] entry = new byte[900];
  private Path folder;
  private HashFiles files;

  @Setup
  public void prepare() throws IOException {
    folder = Folders.create();
    files = HashFiles.open(new DiskStorage(folder), hash, 0);
  }

  @TearDown
  public void end() throws IOException {
    files.close();
    Folders.delete(folder);
  }

  @Benchmark
  public byte[] node() {
    return hash.node(left, right);
  }

  @Benchmark
  public byte[] leafOf900Bytes() {
    return hash.leaf(entry);
  }

  /** Not flushed each time: a batch is. */
  @Benchmark
  public long append() throws IOException {
    files.append(left);
    return files.size();
  }
}
