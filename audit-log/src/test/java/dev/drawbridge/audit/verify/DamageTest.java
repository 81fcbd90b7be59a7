package dev.drawbridge.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.writer.TestLog;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is gone, or is not what the format says. */
class DamageTest {

  private static final int EVENT_AT = 1; // in an entry
  private static final int FLAGS_AT = 2;

  private TestLog log;
  private Map<String, byte[]> files = Map.of();

  @BeforeEach
  void write() throws Exception {
    log = TestLog.fresh().requests(140).close();
    files = log.disk.contents();
  }

  private Map<Code, Long> found() throws Exception {
    return log.verify(MemoryDisk.of(files)).counts();
  }

  @Test
  void aCheckpointThatWasDeletedIsMissing() throws Exception {
    files.remove("checkpoint");

    assertThat(found()).containsOnly(Map.entry(Code.CHECKPOINT_MISSING, 1L));
  }

  @Test
  void theCheckpointIsMissingThoughNoWitnessIsAsked() throws Exception {
    files.remove("checkpoint");

    assertThat(TestLog.verifyAlone(MemoryDisk.of(files)).counts())
        .containsKey(Code.CHECKPOINT_MISSING);
  }

  @Test
  void hashesThatWereChangedDiffer() throws Exception {
    files.computeIfPresent(
        "hashes/0",
        (_, hashes) -> {
          hashes[257 * 32] ^= 1;
          return hashes;
        });

    assertThat(log.verify(MemoryDisk.of(files)).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo(Code.HASHES_DIFFER);
              assertThat(finding.detail()).isEqualTo("level 0, tile 1");
            });
  }

  @Test
  void hashesThatAreGoneDiffer() throws Exception {
    files.remove("hashes/1");

    assertThat(found()).containsOnly(Map.entry(Code.HASHES_DIFFER, 1L));
  }

  @Test
  void hashesThatEndTooEarlyDiffer() throws Exception {
    files.computeIfPresent("hashes/0", (_, hashes) -> Arrays.copyOf(hashes, 281 * 32));

    assertThat(found()).containsOnly(Map.entry(Code.HASHES_DIFFER, 1L));
  }

  /** Neither of the chain nor of the tree anything is wrong: whoever holds the keys wrote it so. */
  private Map<Code, Long> foundInForged(int at, int value) throws Exception {
    Forgery forgery = Forgery.of(files, "segments/00000000.seg");
    forgery.entry(3)[at] = (byte) value;
    forgery.relink();
    files = forgery.files();
    return found();
  }

  @Test
  void whatIsNoEntryIsMalformed() throws Exception {
    assertThat(foundInForged(FLAGS_AT, 2))
        .containsEntry(Code.ENTRY_MALFORMED, 1L)
        .doesNotContainKeys(Code.FRAME_BROKEN, Code.INDEX_BROKEN, Code.EVENT_UNKNOWN);
  }

  @Test
  void anEventOfALaterVersionIsNamed() throws Exception {
    assertThat(foundInForged(EVENT_AT, 200))
        .containsEntry(Code.EVENT_UNKNOWN, 1L)
        .doesNotContainKeys(Code.FRAME_BROKEN, Code.INDEX_BROKEN, Code.ENTRY_MALFORMED);
  }
}
