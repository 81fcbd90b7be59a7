package dev.drawbridge.audit.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.audit.verify.Verifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JournalTest {

  @Test
  void aLogThatWasClosedHasNoFindings() throws Exception {
    TestLog log = TestLog.fresh().requests(20).close();

    Report report = log.verify();

    assertThat(report.findings()).isEmpty();
    assertThat(report.entries()).isEqualTo(42);
    assertThat(report.signedEntries()).isEqualTo(42);
    assertThat(report.witnessedEntries()).isEqualTo(42);
  }

  @Test
  void segmentsFollowEachOtherAcrossRollsAndTiles() throws Exception {
    TestLog log = TestLog.fresh().requests(400).close();

    Report report = log.verify();

    assertThat(report.findings()).isEmpty();
    assertThat(report.segments()).isGreaterThan(10);
    assertThat(report.entries()).isEqualTo(802);
  }

  @Test
  void goesOnAfterItWasClosed() throws Exception {
    TestLog log = TestLog.fresh().requests(100).close();

    TestLog again = log.reopen(log.disk).requests(100).close();

    assertThat(again.verify().findings()).isEmpty();
    assertThat(again.verify().entries()).isEqualTo(404);
  }

  @Test
  void goesOnAfterACrashAndSaysSo() throws Exception {
    TestLog log = TestLog.fresh().requests(100);
    MemoryDisk crashed = MemoryDisk.of(log.disk.contents());

    TestLog again = log.reopen(crashed).requests(100).close();

    assertThat(again.verify().counts()).containsOnly(Map.entry(Code.CRASHED, 1L));
  }

  @Test
  void hashFilesThatAreGoneAreMadeAgain() throws Exception {
    TestLog log = TestLog.fresh().requests(400);
    MemoryDisk crashed = MemoryDisk.of(log.disk.contents());
    List.of("hashes/0", "hashes/1").forEach(crashed::delete);

    TestLog again = log.reopen(crashed).requests(10).close();

    assertThat(again.verify().counts()).containsOnly(Map.entry(Code.CRASHED, 1L));
  }

  @Test
  void aTornTailIsCutAndPutOnRecord() throws Exception {
    TestLog log = TestLog.fresh().requests(10).pass(Duration.ofSeconds(2));
    log.accepted();
    Map<String, byte[]> files = log.disk.contents();
    byte[] segment = bytes(files, "segments/00000000.seg");
    int last = lastByte(segment);
    Arrays.fill(segment, last - 20, last + 1, (byte) 0);
    MemoryDisk torn = MemoryDisk.of(files);

    TestLog again = log.reopen(torn).close();

    assertThat(again.verify().counts()).containsOnlyKeys(Code.CRASHED, Code.GAP);
    assertThat(again.verify().entries()).isEqualTo(1 + 20 + 0 + 1 + 1 + 1);
  }

  private static byte[] bytes(Map<String, byte[]> files, String name) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new AssertionError("no file " + name);
    }
    return bytes;
  }

  private static int lastByte(byte[] bytes) {
    int last = bytes.length - 1;
    while (bytes[last] == 0) {
      last--;
    }
    return last;
  }

  @Test
  void aLogShorterThanItsCheckpointIsNotOpened() throws Exception {
    TestLog log = TestLog.fresh().requests(10).close();
    Map<String, byte[]> files = log.disk.contents();
    files.computeIfPresent("segments/00000000.seg", (_, bytes) -> Arrays.copyOf(bytes, 4000));

    assertThatThrownBy(() -> log.reopen(MemoryDisk.of(files)))
        .isInstanceOfSatisfying(
            LogRefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(LogRefusedException.Reason.TAIL_CUT));
  }

  @Test
  void aLogThatWasReplacedByAnOlderCopyIsNotOpenedForTheWitnessKnowsMore() throws Exception {
    TestLog log = TestLog.fresh().requests(10).pass(Duration.ofSeconds(2));
    MemoryDisk copy = MemoryDisk.of(log.disk.contents());
    log.requests(10).close();

    assertThatThrownBy(() -> log.reopen(copy))
        .isInstanceOfSatisfying(
            LogRefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(LogRefusedException.Reason.WITNESS_AHEAD));
  }

  /** And a checkpoint over each, which a witness has seen: while it is idle, not when it ends. */
  @Test
  void anIdleLogHasAHeartbeatAMinuteThatIsSignedAndWitnessed() throws Exception {
    TestLog log = TestLog.fresh();
    for (int minute = 1; minute <= 5; minute++) {
      for (int second = 0; second < 60; second++) {
        log.pass(Duration.ofSeconds(1));
      }

      Report report = log.verify();
      assertThat(report.counts()).containsOnlyKeys(Code.NOT_CLOSED);
      assertThat(report.activity().count(Event.HEARTBEAT)).isEqualTo(minute);
      assertThat(report.signedEntries()).isEqualTo(1 + minute);
      assertThat(report.witnessedEntries()).isEqualTo(1 + minute);
      assertThat(sizeIn(log, "checkpoint")).isEqualTo(1 + minute);
      assertThat(sizeIn(log, "checkpoint.cosigned")).isEqualTo(1 + minute);
    }
    log.close();

    assertThat(log.verify().findings()).isEmpty();
    assertThat(log.verify().entries()).isEqualTo(1 + 5 + 1);
  }

  private static long sizeIn(TestLog log, String file) throws Exception {
    byte[] note = log.disk.read(file).orElseThrow();
    return Checkpoint.parse(SignedNote.parse(note).text()).size();
  }

  @Test
  void checkpointsComeOnceASecondWhileItGrows() throws Exception {
    TestLog log = TestLog.fresh();
    long before = log.verify().checkpoints();

    log.requests(5000);

    assertThat(log.verify().checkpoints() - before).isBetween(9L, 12L);
    assertThat(log.status().checkpointSize()).isGreaterThan(9000);
  }

  @Test
  void aClockThatIsSetIsPutOnRecord() throws Exception {
    TestLog log = TestLog.fresh().requests(3);

    log.clock.step(Duration.ofSeconds(-3));
    log.requests(3).close();

    assertThat(log.verify().counts()).containsOnly(Map.entry(Code.CLOCK_STEPPED, 1L));
  }

  @Test
  void aKeyThatIsRotatedIsPutOnRecordAndWrapsWhatFollows() throws Exception {
    byte[] secret = new byte[32];
    secret[0] = 1;
    TestLog log = TestLog.fresh().requests(3);

    log.rotate(new FileKeyEncryptionKey(secret));
    log.requests(3).close();

    Report report =
        Verifier.verify(
            log.disk,
            TestLog.trust(),
            List.of(),
            List.of(TestLog.KEK, new FileKeyEncryptionKey(secret)));
    assertThat(report.findings()).isEmpty();
    assertThat(report.segments()).isEqualTo(2);
    assertThat(log.verify().counts()).containsOnly(Map.entry(Code.KEY_MISSING, 1L));
  }

  @Test
  void whatWasDroppedIsCounted() throws Exception {
    TestLog log = TestLog.fresh();

    log.dropped(17);
    log.requests(1).close();

    assertThat(log.verify().counts()).containsOnly(Map.entry(Code.GAP, 1L));
    assertThat(log.status().droppedRecords()).isEqualTo(17);
  }

  @Test
  void nearTheQuotaThereIsRoomForEndsAndThenForNothing() throws Exception {
    TestLog log =
        TestLog.open(new MemoryDisk(), TestLog.settings(Durability.STRICT, 16 << 10, 64 << 10));

    assertThatThrownBy(
            () -> {
              while (log.hasRoom()) {
                log.requests(1);
              }
              assertThat(log.status().usedBytes()).isLessThanOrEqualTo(64 << 10);
              log.requests(1000);
            })
        .isInstanceOf(SegmentOpener.NoRoomException.class);
    assertThat(log.status().usedBytes()).isLessThanOrEqualTo(64 << 10);
    assertThat(log.verify().intact()).isTrue();
  }
}
