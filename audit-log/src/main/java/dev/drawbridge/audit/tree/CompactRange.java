package dev.drawbridge.audit.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * All that is needed to make a tree grow: the roots of the perfect subtrees into which its size
 * decomposes, largest first. One hash per set bit of the size.
 */
public final class CompactRange {

  private final TreeHash hash;
  private final List<byte[]> roots = new ArrayList<>();
  private long size;

  public CompactRange(TreeHash hash) {
    this.hash = hash;
  }

  /** Goes on where another stopped. */
  public CompactRange(TreeHash hash, long size, List<byte[]> roots) {
    if (size < 0 || Long.bitCount(size) != roots.size()) {
      throw new IllegalArgumentException(
          "%d roots cannot be of size %d".formatted(roots.size(), size));
    }
    this.hash = hash;
    this.size = size;
    this.roots.addAll(roots);
  }

  public void append(byte[] leaf) {
    byte[] root = leaf;
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      root = hash.node(roots.removeLast(), root);
    }
    roots.add(root);
    size++;
  }

  public long size() {
    return size;
  }

  public List<byte[]> roots() {
    return List.copyOf(roots);
  }

  /** The Merkle tree hash at this size. */
  public byte[] root() {
    if (roots.isEmpty()) {
      return hash.empty();
    }
    byte[] root = roots.getLast();
    for (int i = roots.size() - 2; i >= 0; i--) {
      root = hash.node(roots.get(i), root);
    }
    return root;
  }
}
