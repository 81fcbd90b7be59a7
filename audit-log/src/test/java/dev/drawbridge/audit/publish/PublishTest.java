package dev.drawbridge.audit.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.TlogProof;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.SegmentCipher;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.tree.CompactRange;
import dev.drawbridge.audit.tree.EntryBundle;
import dev.drawbridge.audit.tree.TilePath;
import dev.drawbridge.audit.tree.TreeHash;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.writer.TestLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublishTest {

  private TestLog log;
  private SignedNote checkpoint;

  @BeforeEach
  void write() throws Exception {
    log = TestLog.fresh().requests(299).close();
    checkpoint = SignedNote.parse(log.disk.read("checkpoint.cosigned").orElseThrow());
  }

  private static long size(SignedNote note) throws Exception {
    return Checkpoint.parse(note.text()).size();
  }

  @Test
  void tilesAreNamedAsTlogTilesSays() {
    assertThat(TilePath.ofHashes(0, 1_234_067, 256)).isEqualTo("tile/0/x001/x234/067");
    assertThat(TilePath.ofHashes(2, 0, 1)).isEqualTo("tile/2/000.p/1");
    assertThat(TilePath.ofEntries(273, 112)).isEqualTo("tile/entries/273.p/112");
  }

  @Test
  void theExportHoldsTheWholeTree() throws Exception {
    MemoryDisk out = new MemoryDisk();

    new TileExport(log.disk, out).export(checkpoint);

    assertThat(out.contents())
        .containsOnlyKeys(
            "checkpoint",
            "tile/0/000",
            "tile/0/001",
            "tile/0/002.p/88",
            "tile/1/000.p/2",
            "tile/entries/000",
            "tile/entries/001",
            "tile/entries/002.p/88");
    TreeHash hash = new TreeHash();
    CompactRange range = new CompactRange(hash);
    List<byte[]> leaves = new ArrayList<>();
    for (String bundle : List.of("000", "001", "002.p/88")) {
      for (byte[] entry : EntryBundle.parse(out.read("tile/entries/" + bundle).orElseThrow())) {
        leaves.add(hash.leaf(entry));
        range.append(hash.leaf(entry));
      }
    }
    assertThat(range.root()).isEqualTo(Checkpoint.parse(checkpoint.text()).root());
    assertThat(Arrays.copyOf(out.read("tile/0/001").orElseThrow(), 32)).isEqualTo(leaves.get(256));
  }

  @Test
  void everyEntryIsProvenOfflineAndNoOther() throws Exception {
    Prover prover = new Prover(log.disk);
    for (long index = 0; index < size(checkpoint); index += 37) {
      TlogProof proof = TlogProof.parse(prover.prove(index, checkpoint).encode());

      assertThat(proof.proves(proof.extra(), TestLog.trust().log())).isTrue();
      byte[] other = prover.prove((index + 1) % 600, checkpoint).extra();
      assertThat(proof.proves(other, TestLog.trust().log())).isFalse();
    }
  }

  @Test
  void oneRecordIsShownWithItsProofAndNoKey() throws Exception {
    Prover prover = new Prover(log.disk);

    Prover.Shown shown = prover.show(1, TestLog.KEK);

    Entry entry = Entry.read(ByteBuffer.wrap(prover.prove(1, checkpoint).extra()));
    assertThat(new String(shown.record(), UTF_8)).contains("\"event\":\"inference.accepted\"");
    assertThat(SegmentCipher.shows(entry, shown.opening(), shown.record())).isTrue();
  }

  /** Tiles have no form that could be wrong: who reads them must not trust them. */
  @Test
  void noHashFilesWhateverMakeAnythingButAFindingAndProofsThatDoNotHold() throws Exception {
    Random random = new Random(4);
    int different = 0;
    int unproven = 0;
    for (int i = 0; i < 80; i++) {
      Map<String, byte[]> files = log.disk.contents();
      files.computeIfPresent("hashes/" + random.nextInt(2), (_, hashes) -> any(hashes, random));
      MemoryDisk disk = MemoryDisk.of(files);

      Set<Code> found = TestLog.verifyAlone(disk).counts().keySet();

      assertThat(found).isSubsetOf(Code.HASHES_DIFFER);
      different += found.size();
      boolean proven = isProven(disk, random.nextInt(600));
      assertThat(proven || !found.isEmpty()).as("round %d: proven where none differs", i).isTrue();
      unproven += proven ? 0 : 1;
    }
    assertThat(different).isBetween(20, 79);
    assertThat(unproven).isPositive();
  }

  /** Shorter, longer, with other bits or other bytes; also behind the end, where nothing counts. */
  private static byte[] any(byte[] hashes, Random random) {
    int length =
        switch (random.nextInt(3)) {
          case 0 -> random.nextInt(hashes.length);
          case 1 -> hashes.length + random.nextInt(100);
          default -> hashes.length;
        };
    byte[] other = Arrays.copyOf(hashes, length);
    for (int n = random.nextInt(3); n > 0 && length > 0; n--) {
      other[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
    }
    return other;
  }

  private boolean isProven(MemoryDisk disk, long index) throws Exception {
    TlogProof proof;
    try {
      proof = new Prover(disk).prove(index, checkpoint);
    } catch (IOException e) {
      return false; // the files end too early
    }
    return proof.proves(proof.extra(), TestLog.trust().log());
  }

  @Test
  void noBytesWhateverMakeTheBundleParserFailOtherwise() {
    Random random = new Random(9);
    byte[] good = EntryBundle.encode(List.of(new byte[3], new byte[0], new byte[70]));
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 3));
      if (bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(EntryBundle.encode(EntryBundle.parse(bytes))).isEqualTo(bytes);
      } catch (EntryBundle.MalformedBundleException e) {
        assertThat(e).hasMessageContaining("entries");
      }
    }
  }
}
