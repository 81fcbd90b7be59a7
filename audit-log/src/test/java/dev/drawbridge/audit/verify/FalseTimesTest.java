package dev.drawbridge.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.writer.TestLog;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries that claim to be of another time, whoever sets the clock of the node. */
class FalseTimesTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration CHECKPOINT = Duration.ofSeconds(2); // and so a cosignature

  private TestLog log;

  @BeforeEach
  void write() throws Exception {
    log = TestLog.fresh().requests(4).pass(CHECKPOINT);
  }

  @Test
  void entriesThatWereBackdatedBySettingTheClockAreFoundByTheTimeOfTheWitness() throws Exception {
    log.clock.step(HOUR.negated());
    log.requests(1);

    assertThat(log.verify().counts())
        .containsOnlyKeys(Code.BACKDATED, Code.CLOCK_STEPPED, Code.NOT_CLOSED, Code.UNSIGNED_TAIL);
  }

  @Test
  void entriesThatWereBackdatedAcrossARestartAreFound() throws Exception {
    MemoryDisk disk = MemoryDisk.of(log.disk.contents());
    log.clock.step(HOUR.negated());

    TestLog later = log.reopen(disk).requests(1);

    assertThat(later.verify().counts()).containsKeys(Code.CLOCK_BACK_AT_OPEN, Code.BACKDATED);
  }

  @Test
  void entriesThatWereForwardDatedBySettingTheClockAreFoundByTheTimeOfTheWitness()
      throws Exception {
    log.clock.step(HOUR);
    log.requests(1).pass(CHECKPOINT);

    assertThat(log.verify().counts())
        .containsOnlyKeys(Code.FORWARD_DATED, Code.CLOCK_STEPPED, Code.NOT_CLOSED);
  }

  @Test
  void entriesThatWereForwardDatedAcrossARestartAreFound() throws Exception {
    MemoryDisk disk = MemoryDisk.of(log.disk.contents());
    log.clock.step(HOUR);

    TestLog later = log.reopen(disk).requests(1).pass(CHECKPOINT);

    assertThat(later.verify().counts())
        .containsKey(Code.FORWARD_DATED)
        .doesNotContainKeys(Code.CLOCK_STEPPED, Code.CLOCK_BACK_AT_OPEN);
  }

  /** The witness sees only the end, whose time is right again. */
  @Test
  void anEntryOfTheFutureIsFoundThoughTheClockWasSetBackBeforeTheNextCheckpoint() throws Exception {
    log.clock.step(HOUR);
    log.requests(1);
    log.clock.step(HOUR.negated());
    log.requests(1).pass(CHECKPOINT);

    assertThat(log.verify().findings())
        .filteredOn(finding -> finding.code() == Code.FORWARD_DATED)
        .singleElement()
        .satisfies(finding -> assertThat(finding.detail()).matches("by 359\\d seconds"));
    assertThat(log.verify().counts()).doesNotContainKey(Code.BACKDATED);
  }

  @Test
  void whatTheWitnessHasSeenAlreadyIsNotFoundAgainWhenItSeesMore() throws Exception {
    log.clock.step(HOUR);
    log.requests(1).pass(CHECKPOINT);
    log.clock.step(HOUR.negated());
    for (int minute = 0; minute < 5; minute++) {
      log.requests(1).pass(Duration.ofMinutes(1));
    }

    assertThat(log.verify().counts()).containsEntry(Code.FORWARD_DATED, 1L);
  }

  @Test
  void aClockThatIsSecondsAheadOrBehindIsFalseForNobody() throws Exception {
    log.clock.step(Duration.ofSeconds(5));
    log.requests(1).pass(CHECKPOINT);
    log.clock.step(Duration.ofSeconds(-10));
    log.requests(1).pass(CHECKPOINT);

    assertThat(log.verify().counts()).containsOnlyKeys(Code.CLOCK_STEPPED, Code.NOT_CLOSED);
  }

  @Test
  void aTimeThatWasChangedInTheFileIsNotWhatWasSigned() throws Exception {
    Forgery forgery = Forgery.of(log.disk.contents(), "segments/00000000.seg");
    forgery.addToWall(2, HOUR);
    forgery.relink();

    assertThat(log.verify(MemoryDisk.of(forgery.files())).counts())
        .containsKeys(Code.CLOCK_STEP_UNEXPLAINED, Code.CHECKPOINT_MISMATCH);
  }

  @Test
  void silenceIsFound() throws Exception {
    log.clock.pass(Duration.ofMinutes(5));
    log.requests(1);

    assertThat(log.verify().counts()).containsKeys(Code.SILENCE);
  }
}
