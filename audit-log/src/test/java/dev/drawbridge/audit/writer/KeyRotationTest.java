package dev.drawbridge.audit.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Finding;
import dev.drawbridge.audit.verify.Inspection;
import dev.drawbridge.audit.verify.KeyUse;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.audit.verify.Trust;
import dev.drawbridge.audit.verify.Verifier;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The key that wraps the keys of segments is another one from here on. */
class KeyRotationTest {

  private static final KeyEncryptionKey FIRST = TestLog.kek(0);
  private static final KeyEncryptionKey SECOND = TestLog.kek(1);
  private static final KeyEncryptionKey THIRD = TestLog.kek(2);
  private static final List<KeyEncryptionKey> ALL = List.of(FIRST, SECOND, THIRD);

  /** What the records say of changes, {@code from to}. */
  private static List<String> changes(Storage disk) throws IOException {
    List<String> changes = new ArrayList<>();
    Verifier.verify(
        disk,
        TestLog.trust(),
        List.of(),
        Inspection.judging(
            ALL,
            Optional.empty(),
            (_, event, record) -> {
              if (event == Event.KEY_ROTATED) {
                changes.add(
                    "%s %s"
                        .formatted(record.get(Field.KEY_PREVIOUS_KID), record.get(Field.KEY_KID)));
              }
            }));
    return changes;
  }

  private static String change(KeyEncryptionKey from, KeyEncryptionKey to) {
    return from.kid() + " " + to.kid();
  }

  @Test
  void aLogUnderThreeKeysIsReadWithThemAll() throws Exception {
    TestLog log = TestLog.fresh().requests(3);
    log.rotate(SECOND);
    log.requests(200);
    log.rotate(THIRD);
    log.requests(3).close();

    Report report = log.verify(log.disk, ALL);

    assertThat(report.findings()).isEmpty();
    assertThat(report.keys())
        .extracting(KeyUse::kid)
        .containsExactly(FIRST.kid(), SECOND.kid(), THIRD.kid());
    assertThat(changes(log.disk)).containsExactly(change(FIRST, SECOND), change(SECOND, THIRD));
  }

  @Test
  void theKeyThatIsMissingIsNamedWithItsTime() throws Exception {
    TestLog log = TestLog.fresh().requests(3);
    log.rotate(SECOND);
    log.requests(3).close();

    // 2025-11-24 is day 20416, and 20416 / 90 is 226 and a rest.
    assertThat(log.verify(log.disk, List.of(FIRST, THIRD)).findings())
        .extracting(Finding::detail)
        .containsExactly(SECOND.kid() + ", in use in span 226");
  }

  @Test
  void aKeyThatWasChangedWhileNobodyWroteIsOnRecordAllTheSame() throws Exception {
    TestLog log = TestLog.fresh().requests(3).close();

    TestLog again = log.reopen(log.disk, SECOND).requests(3).close();
    TestLog same = again.reopen(again.disk, SECOND).requests(3).close();

    assertThat(same.verify(same.disk, ALL).findings()).isEmpty();
    assertThat(changes(same.disk)).containsExactly(change(FIRST, SECOND));
  }

  /** The process dies or the power goes at each write of a rotation, and another key is mounted. */
  @Test
  void aCrashAnywhereInARotationLeavesALogThatGoesOn() throws Exception {
    TestLog log = TestLog.fresh().requests(20).pass(Duration.ofSeconds(2));
    Random random = new Random(1);
    List<MemoryDisk> moments = new ArrayList<>();
    log.disk.faults(
        new MemoryDisk.Faults() {
          @Override
          public void beforeWrite(String name) {
            moment();
          }

          @Override
          public void beforeSync(String name) {
            moment();
          }

          private void moment() {
            moments.add(MemoryDisk.of(log.disk.contents()));
            moments.add(log.disk.powerCut(random));
          }
        });
    log.rotate(SECOND);
    moments.add(MemoryDisk.of(log.disk.contents()));
    log.disk.faults(new MemoryDisk.Faults() {});

    assertThat(moments).hasSizeGreaterThan(8);
    for (MemoryDisk moment : moments) {
      for (KeyEncryptionKey mounted : ALL) {
        MemoryDisk disk = MemoryDisk.of(moment.contents());
        log.reopenUnwitnessed(disk, mounted).requests(3).close();

        Trust trust = Trust.of(TestLog.keys().signer().verifier(), List.of(), 0);
        Report report = Verifier.verify(disk, trust, List.of(), ALL);
        assertThat(report.counts()).as(report.text()).containsKey(Code.CRASHED);
        assertThat(report.counts().keySet()).as(report.text()).isSubsetOf(Code.CRASHED, Code.GAP);
        assertThat(report.entries()).isGreaterThanOrEqualTo(1 + 40 + 1 + 6 + 1);
      }
    }
  }

  @Test
  void withoutRoomTheKeyBeforeGoesOnAndNoRecordIsWasted() throws Exception {
    TestLog log =
        TestLog.open(new MemoryDisk(), TestLog.settings(Durability.STRICT, 16 << 10, 32 << 10));
    while (log.hasRoom()) {
      log.requests(1);
    }
    long entries = log.status().entries();

    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> log.rotate(SECOND))
          .isInstanceOf(SegmentOpener.NoRoomException.class);
    }

    assertThat(log.status().entries()).isEqualTo(entries);
    log.requests(1).close();
    assertThat(log.verify(log.disk, List.of(FIRST)).findings()).isEmpty();
  }

  @Test
  void aChangeThatIsNotTheOneOnRecordIsFound() throws Exception {
    TestLog log = TestLog.fresh().requests(3);
    log.rotate(new LyingKey(SECOND));
    log.requests(3).close();

    assertThat(log.verify(log.disk, ALL).counts())
        .containsOnly(Map.entry(Code.KEY_CHANGE_UNRECORDED, 1L));
    assertThat(log.verify(log.disk, List.of(SECOND)).counts())
        .containsOnly(Map.entry(Code.KEY_MISSING, 1L));
  }
}
