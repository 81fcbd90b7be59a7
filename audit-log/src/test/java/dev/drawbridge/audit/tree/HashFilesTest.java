package dev.drawbridge.audit.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.drawbridge.audit.store.MemoryDisk;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HashFilesTest {

  private final TreeHash hash = new TreeHash();
  private final MemoryDisk disk = new MemoryDisk();
  private final CompactRange expected = new CompactRange(hash);

  private byte[] leaf(long i) {
    return hash.leaf(ByteBuffer.allocate(8).putLong(i).array());
  }

  private void grow(HashFiles files, int to) throws Exception {
    for (long i = files.size(); i < to; i++) {
      files.append(leaf(i));
      if (i >= expected.size()) {
        expected.append(leaf(i));
      }
    }
  }

  @Test
  void rootsOfAllSizesAreThoseOfTheTree() throws Exception {
    HashFiles files = HashFiles.open(disk, hash, 0);
    Proofs proofs = new Proofs(hash);
    for (int size :
        new int[] {1, 2, 255, 256, 257, 511, 512, 1000, 65_535, 65_536, 65_537, 66_000}) {
      grow(files, size);

      assertThat(proofs.root(files, size)).isEqualTo(expected.root());
      assertThat(files.range().root()).isEqualTo(expected.root());
    }
    assertThat(disk.list("hashes")).containsExactly("0", "1", "2");
  }

  @Test
  void goesOnFromAnEarlierSizeAsIfNothingHadFollowed() throws Exception {
    HashFiles files = HashFiles.open(disk, hash, 0);
    for (int i = 0; i < 700; i++) {
      files.append(leaf(i < 300 ? i : -i));
    }
    files.sync();

    HashFiles again = HashFiles.open(disk, hash, 300);
    grow(again, 1000);

    assertThat(again.range().root()).isEqualTo(rootOf(1000));
  }

  private byte[] rootOf(int size) {
    CompactRange range = new CompactRange(hash);
    for (int i = 0; i < size; i++) {
      range.append(leaf(i));
    }
    return range.root();
  }

  @Test
  void saysSoWhenTheFilesHoldLess() throws Exception {
    HashFiles files = HashFiles.open(disk, hash, 0);
    grow(files, 100);
    files.sync();

    assertThatIOException().isThrownBy(() -> HashFiles.open(disk, hash, 101));
  }

  @Test
  void provesConsistencyAcrossTiles() throws Exception {
    HashFiles files = HashFiles.open(disk, hash, 0);
    Proofs proofs = new Proofs(hash);
    grow(files, 3000);
    for (int old : new int[] {1, 255, 256, 257, 1024, 2048, 2999}) {
      var proof = proofs.consistency(files, old, 3000);

      assertThat(proofs.consistent(old, rootOf(old), 3000, expected.root(), proof)).isTrue();
    }
  }
}
