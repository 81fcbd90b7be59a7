package dev.drawbridge.audit.tree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Inclusion and consistency proofs of RFC 6962, section 2.1; checked as RFC 9162 writes it down.
 */
public final class Proofs {

  private final TreeHash hash;

  public Proofs(TreeHash hash) {
    this.hash = hash;
  }

  /** The Merkle tree hash of the first {@code size} leaves. */
  public byte[] root(Subtrees tree, long size) throws IOException {
    return size == 0 ? hash.empty() : range(tree, 0, size);
  }

  /** From the leaf's sibling up. */
  public List<byte[]> inclusion(Subtrees tree, long index, long size) throws IOException {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("no leaf %d in a tree of %d".formatted(index, size));
    }
    List<byte[]> proof = new ArrayList<>();
    long from = 0;
    long to = size;
    while (to - from > 1) {
      long middle = from + split(to - from);
      if (index < middle) {
        proof.add(range(tree, middle, to));
        to = middle;
      } else {
        proof.add(range(tree, from, middle));
        from = middle;
      }
    }
    return proof.reversed();
  }

  /** That the tree of {@code size} begins with that of {@code oldSize}. Empty for equal sizes. */
  public List<byte[]> consistency(Subtrees tree, long oldSize, long size) throws IOException {
    if (oldSize < 0 || oldSize > size) {
      throw new IllegalArgumentException("%d is no earlier size of %d".formatted(oldSize, size));
    }
    List<byte[]> proof = new ArrayList<>();
    if (oldSize == 0 || oldSize == size) {
      return proof;
    }
    long from = 0;
    long to = size;
    while (oldSize != to) {
      long middle = from + split(to - from);
      if (oldSize <= middle) {
        proof.add(range(tree, middle, to));
        to = middle;
      } else {
        proof.add(range(tree, from, middle));
        from = middle;
      }
    }
    if (from > 0) {
      proof.add(range(tree, from, to));
    }
    return proof.reversed();
  }

  /**
   * The hash over leaves that start at a multiple of the largest power of two below their number.
   */
  private byte[] range(Subtrees tree, long from, long to) throws IOException {
    long count = to - from;
    if (Long.bitCount(count) == 1) {
      int height = Long.numberOfTrailingZeros(count);
      return tree.root(height, from >> height);
    }
    long middle = from + split(count);
    return hash.node(range(tree, from, middle), range(tree, middle, to));
  }

  private static long split(long count) {
    return Long.highestOneBit(count - 1);
  }

  /** Whether a leaf is in the tree of that root. */
  public boolean includes(byte[] leaf, long index, long size, List<byte[]> proof, byte[] root) {
    if (index < 0 || index >= size) {
      return false;
    }
    long node = index;
    long last = size - 1;
    byte[] running = leaf;
    for (byte[] sibling : proof) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        running = hash.node(sibling, running);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        running = hash.node(running, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && Arrays.equals(running, root);
  }

  /** Whether the tree of {@code root} begins with the tree of {@code oldRoot}. */
  public boolean consistent(
      long oldSize, byte[] oldRoot, long size, byte[] root, List<byte[]> proof) {
    if (oldSize < 0 || oldSize > size) {
      return false;
    }
    if (oldSize == size) {
      return proof.isEmpty() && Arrays.equals(oldRoot, root);
    }
    if (oldSize == 0) {
      return proof.isEmpty() && Arrays.equals(oldRoot, hash.empty());
    }
    List<byte[]> path = new ArrayList<>(proof);
    if (Long.bitCount(oldSize) == 1) {
      path.addFirst(oldRoot);
    }
    return !path.isEmpty() && grows(oldSize, oldRoot, size, root, path);
  }

  private boolean grows(long oldSize, byte[] oldRoot, long size, byte[] root, List<byte[]> path) {
    int shift = Long.numberOfTrailingZeros(~(oldSize - 1));
    long node = (oldSize - 1) >> shift;
    long last = (size - 1) >> shift;
    byte[] first = path.getFirst();
    byte[] second = path.getFirst();
    for (byte[] sibling : path.subList(1, path.size())) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        first = hash.node(sibling, first);
        second = hash.node(sibling, second);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        second = hash.node(second, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && Arrays.equals(first, oldRoot) && Arrays.equals(second, root);
  }
}
