package dev.drawbridge.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.writer.TestLog;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes behind the end of a segment: only the gap that speaks of just these explains them. */
class TailTest {

  private static final String SEGMENT = "segments/00000000.seg";

  private TestLog log;
  private byte[] uncut;

  /** A crash tore the last frame, and the start after it was killed before it cut that off. */
  @BeforeEach
  void tear() throws Exception {
    TestLog before = TestLog.fresh().requests(10);
    before.accepted();
    Map<String, byte[]> files = before.disk.contents();
    uncut = bytes(files, SEGMENT);
    int end = endOf(uncut);
    Arrays.fill(uncut, end - 20, end, (byte) 0);
    log = before.reopen(MemoryDisk.of(files)).requests(3).close();
  }

  private static byte[] bytes(Map<String, byte[]> files, String name) {
    return Objects.requireNonNull(files.get(name), name);
  }

  private static int endOf(byte[] bytes) {
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private MemoryDisk with(byte[] segment) {
    log.disk.put(SEGMENT, segment);
    return log.disk;
  }

  @Test
  void theBytesOfWhichAGapSpeaksAreExplained() throws Exception {
    assertThat(log.verify(with(uncut)).counts()).containsOnlyKeys(Code.CRASHED, Code.GAP);
  }

  @Test
  void othersAreNot() throws Exception {
    uncut[endOf(uncut) - 1] ^= 1;

    assertThat(log.verify(with(uncut)).findings())
        .filteredOn(finding -> finding.code() == Code.SEGMENT_TAIL)
        .singleElement()
        .satisfies(finding -> assertThat(finding.segment()).isZero());
  }

  @Test
  void moreOrFewerAreNot() throws Exception {
    byte[] fewer = uncut.clone();
    fewer[endOf(uncut) - 1] = 0;
    byte[] more = uncut.clone();
    more[endOf(uncut)] = 1;

    assertThat(log.verify(with(fewer)).counts()).containsKey(Code.SEGMENT_TAIL);
    assertThat(log.verify(with(more)).counts()).containsKey(Code.SEGMENT_TAIL);
  }

  @Test
  void whoHasNoKeyIsToldThatOneIsNeeded() throws Exception {
    Report report = TestLog.verifyAlone(with(uncut));

    assertThat(report.intact()).isTrue();
    assertThat(report.counts()).containsOnlyKeys(Code.CRASHED, Code.GAP, Code.TAIL_UNCHECKED);
  }

  @Test
  void aGapOfRecordsThatWereDroppedExplainsNothing() throws Exception {
    TestLog after = log.reopen(log.disk);
    after.dropped(3);
    after.requests(1).close();

    putBehind("segments/00000001.seg", after.disk);

    assertThat(log.verify(after.disk).counts()).containsEntry(Code.SEGMENT_TAIL, 1L);
  }

  @Test
  void aGapOfTheSameBytesInAnotherSegmentExplainsNothing() throws Exception {
    TestLog whole = TestLog.fresh().requests(100).close();
    String last = "segments/%08d.seg".formatted(whole.verify().segments() - 1);
    putBehind(last, whole.disk);
    TestLog after = whole.reopen(whole.disk).requests(1).close();
    putBehind(last, after.disk);
    assertThat(whole.verify(after.disk).counts()).containsOnlyKeys(Code.GAP);

    putBehind(SEGMENT, after.disk);

    assertThat(whole.verify(after.disk).counts()).containsEntry(Code.SEGMENT_TAIL, 1L);
  }

  private static void putBehind(String name, MemoryDisk disk) {
    byte[] segment = bytes(disk.contents(), name);
    byte[] longer = Arrays.copyOf(segment, segment.length + 1);
    longer[segment.length] = 2;
    disk.put(name, longer);
  }

  @Test
  void withoutAnyGapThereIsNoExcuse() throws Exception {
    TestLog whole = TestLog.fresh().requests(100).close();

    putBehind(SEGMENT, whole.disk);

    assertThat(TestLog.verifyAlone(whole.disk).counts()).containsOnlyKeys(Code.SEGMENT_TAIL);
  }
}
