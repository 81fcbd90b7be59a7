package dev.drawbridge.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.writer.TestLog;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Each bit of each file of a small log, turned over, is found by its name, with public keys alone.
 * With {@code -Daudit.everyBit} all of them, which takes minutes; else one of about 96.
 */
class FlippedBitsTest {

  private static final boolean ALL = Boolean.getBoolean("audit.everyBit");

  private final Random random = new Random(1);
  private int turned;

  @Test
  void everyFlippedBitOfEveryFileIsFoundByItsName() throws Exception {
    Map<String, byte[]> files = TestLog.fresh().requests(1).close().disk.contents();
    assertThat(TestLog.verifyAlone(MemoryDisk.of(files)).findings()).isEmpty();
    assertThat(files.keySet())
        .containsExactly("checkpoint", "checkpoint.cosigned", "hashes/0", "segments/00000000.seg");

    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] bytes = file.getValue();
      int header =
          file.getKey().startsWith("segments/")
              ? SegmentHeader.read(ByteBuffer.wrap(bytes)).encode().length
              : 0;
      for (int bit = 0; bit < 8 * bytes.length; bit += ALL ? 1 : 1 + random.nextInt(191)) {
        turnOver(files, file.getKey(), bit, names(file.getKey(), bit / 8 < header));
      }
    }
    System.out.printf("%d bits of a log were turned over, each was found by its name%n", turned);
  }

  private static Set<Code> names(String file, boolean inHeader) {
    return switch (file) {
      case "checkpoint" -> Set.of(Code.CHECKPOINT_MALFORMED, Code.CHECKPOINT_SIGNATURE);
      case "checkpoint.cosigned" ->
          Set.of(
              Code.CHECKPOINT_MALFORMED,
              Code.CHECKPOINT_SIGNATURE,
              Code.WITNESS_SIGNATURE,
              Code.NOT_WITNESSED); // where the name is another one
      case "hashes/0" -> Set.of(Code.HASHES_DIFFER);
      default -> Set.of(inHeader ? Code.HEADER_BROKEN : Code.FRAME_BROKEN);
    };
  }

  private void turnOver(Map<String, byte[]> files, String file, int bit, Set<Code> names)
      throws Exception {
    byte[] bytes = files.getOrDefault(file, new byte[0]);
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    Report report = TestLog.verifyAlone(MemoryDisk.of(files));
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    turned++;

    assertThat(report.intact()).as("%s, bit %d", file, bit).isFalse();
    assertThat(report.counts().keySet()).as("%s, bit %d", file, bit).containsAnyElementsOf(names);
  }
}
