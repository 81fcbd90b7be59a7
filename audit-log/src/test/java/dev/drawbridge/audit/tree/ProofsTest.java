package dev.drawbridge.audit.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProofsTest {

  private static final int LEAVES = 70;

  private final TreeHash hash = new TreeHash();
  private final Proofs proofs = new Proofs(hash);
  private final List<byte[]> leaves = new ArrayList<>();
  private final Subtrees tree = (height, index) -> perfect(height, index);

  ProofsTest() {
    for (int i = 0; i < LEAVES; i++) {
      leaves.add(hash.leaf(new byte[] {(byte) i}));
    }
  }

  private byte[] perfect(int height, long index) {
    return height == 0
        ? leaves.get((int) index)
        : hash.node(perfect(height - 1, 2 * index), perfect(height - 1, 2 * index + 1));
  }

  @Test
  void rootsAreThoseOfTheTestVectorsOfCertificateTransparency() {
    CompactRange range = new CompactRange(hash);
    assertThat(hex(range.root()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    range.append(hash.leaf(new byte[0]));
    range.append(hash.leaf(new byte[] {0}));

    assertThat(hex(range.root()))
        .isEqualTo("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void aGrowingRangeHasTheRootOfTheWholeTreeAtEverySize() throws Exception {
    CompactRange range = new CompactRange(hash);
    for (int size = 1; size <= LEAVES; size++) {
      range.append(leaves.get(size - 1));

      assertThat(range.root()).isEqualTo(proofs.root(tree, size));
    }
  }

  @Test
  void everyLeafIsProvenInEveryTreeAndNowhereElse() throws Exception {
    for (int size = 1; size <= LEAVES; size++) {
      byte[] root = proofs.root(tree, size);
      for (int index = 0; index < size; index++) {
        List<byte[]> proof = proofs.inclusion(tree, index, size);

        assertThat(proofs.includes(leaves.get(index), index, size, proof, root)).isTrue();
        int other = (index + 1) % size;
        assertThat(proofs.includes(leaves.get(index), other, size, proof, root))
            .isEqualTo(other == index);
      }
    }
  }

  @Test
  void everyTreeIsProvenToBeginWithEveryEarlierOne() throws Exception {
    for (int size = 0; size <= LEAVES; size++) {
      byte[] root = proofs.root(tree, size);
      for (int old = 0; old <= size; old++) {
        List<byte[]> proof = proofs.consistency(tree, old, size);

        assertThat(proofs.consistent(old, proofs.root(tree, old), size, root, proof)).isTrue();
      }
    }
  }

  @Test
  void aProofWithOneWrongBitProvesNothing() throws Exception {
    for (int size = 2; size <= LEAVES; size++) {
      for (int old = 1; old < size; old++) {
        List<byte[]> proof = proofs.consistency(tree, old, size);
        byte[] oldRoot = proofs.root(tree, old);
        byte[] root = proofs.root(tree, size);
        for (byte[] node : proof) {
          node[5] ^= 1;
          assertThat(proofs.consistent(old, oldRoot, size, root, proof)).isFalse();
          node[5] ^= 1;
        }
        assertThat(proofs.consistent(old, oldRoot, size, root, List.of())).isFalse();
      }
    }
  }
}
