package dev.drawbridge.audit.tree;

import java.io.IOException;

/** Where proofs take their hashes from. */
@FunctionalInterface
public interface Subtrees {

  /**
   * The root of a perfect subtree.
   *
   * @param height 0 for a leaf
   * @param index the subtree's number among those of its height
   */
  byte[] root(int height, long index) throws IOException;
}
