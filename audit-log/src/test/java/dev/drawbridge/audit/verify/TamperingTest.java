package dev.drawbridge.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.writer.TestLog;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every attack of which the documents say that it is found, and by what name. */
class TamperingTest {

  private static final String SEGMENT = "segments/00000000.seg";

  private TestLog log;

  @BeforeEach
  void write() throws Exception {
    log = TestLog.fresh().requests(4).pass(Duration.ofSeconds(2));
  }

  private Report reportOf(Map<String, byte[]> files) throws Exception {
    return log.verify(MemoryDisk.of(files));
  }

  private Forgery forgery() throws Exception {
    return Forgery.of(log.disk.contents(), SEGMENT);
  }

  @Test
  void anEntryThatWasEditedBreaksTheChain() throws Exception {
    Forgery forgery = forgery();
    forgery.entry(3)[Entry.CLEAR_BYTES + 5] ^= 1;

    Report report = reportOf(forgery.files());

    assertThat(report.counts())
        .containsKeys(Code.CHAIN_BROKEN, Code.CHECKPOINT_MISMATCH, Code.CONTENT_BROKEN);
  }

  @Test
  void anEntryThatWasEditedAndAllLinksMendedIsNotWhatWasSigned() throws Exception {
    Forgery forgery = forgery();
    forgery.entry(3)[Entry.CLEAR_BYTES + 5] ^= 1;
    forgery.relink();

    Report report = TestLog.verifyAlone(MemoryDisk.of(forgery.files()));

    assertThat(report.counts())
        .containsKeys(Code.CHECKPOINT_MISMATCH)
        .doesNotContainKeys(Code.CHAIN_BROKEN, Code.FRAME_BROKEN);
  }

  @Test
  void entriesInAnotherOrderAreFound() throws Exception {
    Forgery forgery = forgery();
    forgery.swap(3, 4);

    assertThat(reportOf(forgery.files()).counts()).containsKeys(Code.INDEX_BROKEN);
  }

  @Test
  void anEntryThatWasDeletedIsFound() throws Exception {
    Forgery forgery = forgery();
    forgery.delete(3);

    assertThat(reportOf(forgery.files()).counts()).containsKeys(Code.INDEX_BROKEN);
  }

  @Test
  void anEntryThatWasInsertedIsFound() throws Exception {
    Forgery forgery = forgery();
    forgery.duplicate(3);

    assertThat(reportOf(forgery.files()).counts()).containsKeys(Code.INDEX_BROKEN);
  }

  @Test
  void aKeyThatWasExchangedIsFoundWithoutAnyKey() throws Exception {
    Forgery forgery = forgery();
    forgery.changeWrappedKey();

    assertThat(TestLog.verifyAlone(MemoryDisk.of(forgery.files())).counts())
        .containsKeys(Code.CHAIN_BROKEN);
  }

  @Test
  void aTailThatWasCutIsFoundByTheCheckpoint() throws Exception {
    Forgery forgery = forgery();
    forgery.cutAfter(5);

    assertThat(reportOf(forgery.files()).counts()).containsKeys(Code.TAIL_CUT);
  }

  @Test
  void aTailThatWasCutTogetherWithItsCheckpointsIsFoundByTheWitness() throws Exception {
    Map<String, byte[]> older = log.disk.contents();
    log.requests(4).pass(Duration.ofSeconds(2));

    assertThat(TestLog.verifyAlone(MemoryDisk.of(older)).intact()).isTrue();
    assertThat(reportOf(older).counts()).containsKeys(Code.WITNESS_AHEAD);
  }

  @Test
  void aLogThatForkedIsFoundByTheWitness() throws Exception {
    MemoryDisk fork = MemoryDisk.of(log.disk.contents());
    log.requests(4).pass(Duration.ofSeconds(2));

    log.clock.pass(Duration.ofSeconds(1));
    log.reopenUnwitnessed(fork).requests(9).pass(Duration.ofSeconds(2));

    assertThat(TestLog.verifyAlone(fork).intact()).isTrue();
    assertThat(log.verify(fork).counts()).containsKeys(Code.WITNESS_FORK);
  }

  /** Who has all keys writes the log anew, signs it, and shows nothing that a witness signed. */
  @Test
  void aLogThatTheHolderOfItsKeysWroteAnewIsFoundByTheWitness() throws Exception {
    MemoryDisk rewritten = new MemoryDisk();
    log.reopenUnwitnessed(rewritten).requests(8).pass(Duration.ofSeconds(2)).close();

    Report report = log.verify(rewritten);

    assertThat(report.counts()).containsKeys(Code.WITNESS_FORK);
    assertThat(TestLog.verifyAlone(rewritten).counts()).containsKeys(Code.NOT_WITNESSED);
  }

  @Test
  void aSegmentThatWasTakenAwayIsFound() throws Exception {
    log.requests(200).close();
    Map<String, byte[]> files = log.disk.contents();
    files.remove("segments/00000002.seg");

    assertThat(reportOf(files).counts()).containsKeys(Code.SEGMENT_MISSING, Code.TAIL_CUT);
  }

  @Test
  void segmentsThatChangedPlacesAreFound() throws Exception {
    log.requests(200).close();
    Map<String, byte[]> files = log.disk.contents();
    byte[] two = files.getOrDefault("segments/00000002.seg", new byte[0]);
    byte[] three = files.getOrDefault("segments/00000003.seg", new byte[0]);
    files.put("segments/00000002.seg", three);
    files.put("segments/00000003.seg", two);

    assertThat(reportOf(files).counts()).containsKeys(Code.HEADER_MISMATCH, Code.INDEX_BROKEN);
  }

  @Test
  void anEndWithoutABeginningAndASecondEndAreFound() throws Exception {
    long accepted = log.accepted();
    log.completed(accepted);
    log.completed(accepted);
    log.completed(0);

    assertThat(log.verify().counts())
        .containsKeys(Code.COMPLETED_TWICE, Code.COMPLETED_WITHOUT_ACCEPTED);
  }

  @Test
  void aRequestWithoutAnEndIsNamedWhenTheLogIsClosed() throws Exception {
    long accepted = log.accepted();
    log.close();

    assertThat(log.verify().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo(Code.ACCEPTED_WITHOUT_COMPLETED);
              assertThat(finding.detail()).contains(String.valueOf(accepted));
            });
  }

  @Test
  void aLogThatIsStillWrittenIsNotClosedAndNothingElse() throws Exception {
    assertThat(log.verify().counts()).containsOnlyKeys(Code.NOT_CLOSED);
  }
}
