package dev.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.verify.Forgery;
import dev.drawbridge.audit.writer.TestLog;
import dev.drawbridge.cli.Cli.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a log, the command says so with its code, and names it. */
class TamperedLogsTest {

  private static final String SEGMENT = "segments/00000000.seg";

  @TempDir Path folder;
  private Evidence evidence;
  private TestLog log;

  @BeforeEach
  void write() throws Exception {
    evidence = new Evidence(folder);
    log = Evidence.served(Evidence.ORIGIN);
  }

  private Forgery forgery() throws Exception {
    return Forgery.of(log.disk.contents(), SEGMENT);
  }

  /** With what an auditor has; the note of the witness is as new as the log itself. */
  private void assertFound(Map<String, byte[]> files, String... findings) throws Exception {
    Answer answer =
        Cli.run(
            "audit",
            "verify",
            evidence.copy(files, "copy"),
            "--log-key",
            evidence.logKey,
            "--witness",
            evidence.witnessKey,
            "--witness-note",
            evidence.note(log, Evidence.ORIGIN, "note"));

    assertThat(answer.code()).as(answer.err()).isEqualTo(1);
    assertThat(answer.out()).contains(findings).contains("NOT INTACT");
  }

  @Test
  void edited() throws Exception {
    Forgery forgery = forgery();
    forgery.entry(3)[Entry.CLEAR_BYTES + 5] ^= 1;

    assertFound(forgery.files(), "ERROR   CHAIN_BROKEN at entry 4, segment 0");
  }

  @Test
  void editedWithAllLinksMended() throws Exception {
    Forgery forgery = forgery();
    forgery.entry(3)[Entry.CLEAR_BYTES + 5] ^= 1;
    forgery.relink();

    assertFound(forgery.files(), "ERROR   CHECKPOINT_MISMATCH", "ERROR   WITNESS_FORK");
  }

  @Test
  void reordered() throws Exception {
    Forgery forgery = forgery();
    forgery.swap(3, 4);

    assertFound(forgery.files(), "ERROR   INDEX_BROKEN at entry 3, segment 0");
  }

  @Test
  void deleted() throws Exception {
    Forgery forgery = forgery();
    forgery.delete(3);

    assertFound(forgery.files(), "ERROR   INDEX_BROKEN at entry 3, segment 0");
  }

  @Test
  void inserted() throws Exception {
    Forgery forgery = forgery();
    forgery.duplicate(3);

    assertFound(forgery.files(), "ERROR   INDEX_BROKEN at entry 4, segment 0");
  }

  @Test
  void cutAtTheEnd() throws Exception {
    Forgery forgery = forgery();
    forgery.cutAfter(5);

    assertFound(forgery.files(), "ERROR   TAIL_CUT", "ERROR   WITNESS_AHEAD");
  }

  @Test
  void replacedByAnOlderCopyOfEverything() throws Exception {
    Map<String, byte[]> older = log.disk.contents();
    Evidence.request(log);
    log.pass(Duration.ofSeconds(2));

    assertFound(older, "ERROR   WITNESS_AHEAD");
  }

  @Test
  void forkedByTheHolderOfItsKeys() throws Exception {
    MemoryDisk fork = MemoryDisk.of(log.disk.contents());
    Evidence.request(log);
    log.pass(Duration.ofSeconds(2));
    log.clock.pass(Duration.ofSeconds(1));
    log.reopenUnwitnessed(fork).requests(4).pass(Duration.ofSeconds(2));

    assertFound(fork.contents(), "ERROR   WITNESS_FORK");
  }

  @Test
  void withASegmentTakenAway() throws Exception {
    log.requests(120).close();
    Map<String, byte[]> files = log.disk.contents();
    files.remove("segments/00000001.seg");

    assertFound(files, "ERROR   SEGMENT_MISSING", "ERROR   TAIL_CUT");
  }

  /** Whatever an attacker puts into the clear part of an entry, however absurd. */
  @Test
  void withAnyBytesInAnEntryAndAllChecksumsMended() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      Forgery forgery = forgery();
      byte[] entry = forgery.entry(1 + random.nextInt(7));
      byte[] before = entry.clone();
      int from = random.nextInt(Entry.CLEAR_BYTES);
      for (int at = from; at < Math.min(entry.length, from + 1 + random.nextInt(16)); at++) {
        entry[at] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
      }
      if (random.nextBoolean()) {
        forgery.relink();
      }
      if (!Arrays.equals(entry, before)) {
        assertFound(forgery.files(), "ERROR   ");
      }
    }
  }

  @Test
  void withAnyDamageToAnyFile() throws Exception {
    log.close();
    List<String> names = List.copyOf(log.disk.contents().keySet());
    Random random = new Random(6);
    for (int i = 0; i < 200; i++) {
      Map<String, byte[]> files = log.disk.contents();
      String name = names.get(random.nextInt(names.size()));
      byte[] bytes = Objects.requireNonNull(files.get(name));
      byte[] changed = damaged(bytes, random);
      if (!name.equals("segments/spare") && !Arrays.equals(changed, bytes)) {
        files.put(name, changed);
        assertFound(files, "ERROR   ");
      }
    }
  }

  /** Without its end, or with bits turned over. */
  private static byte[] damaged(byte[] bytes, Random random) {
    if (random.nextInt(3) == 0 || bytes.length == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }
    byte[] turned = bytes.clone();
    for (int n = random.nextInt(20); n >= 0; n--) {
      turned[random.nextInt(turned.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return turned;
  }

  @Test
  void withNothingLeftThatCanBeRead() throws Exception {
    Map<String, byte[]> files = log.disk.contents();
    files.replaceAll((_, bytes) -> new byte[bytes.length]);

    assertFound(files, "ERROR   HEADER_BROKEN", "ERROR   CHECKPOINT_MALFORMED");
  }
}
