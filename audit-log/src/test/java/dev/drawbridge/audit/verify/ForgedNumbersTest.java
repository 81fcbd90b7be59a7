package dev.drawbridge.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.note.Cosignature;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.segment.SegmentHeader.MalformedHeaderException;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.TreeHash;
import dev.drawbridge.audit.writer.TestLog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and lengths that nobody would write who means well. */
class ForgedNumbersTest {

  private static final int ID_AT = 12;
  private static final int ORIGIN_AT = 73;

  private static Map<String, byte[]> twoSegments() throws Exception {
    TestLog log = TestLog.fresh().requests(3);
    log.rotate(TestLog.kek(1));
    return log.requests(3).close().disk.contents();
  }

  /** The second segment with other bytes in its header, and the checksum that they need. */
  private static byte[] withHeader(Map<String, byte[]> files, int at, byte[] forged) {
    byte[] segment = files.getOrDefault("segments/00000001.seg", new byte[0]).clone();
    System.arraycopy(forged, 0, segment, at, forged.length);
    int end = ByteBuffer.wrap(segment).getInt(8) - 4;
    CRC32C crc = new CRC32C();
    crc.update(segment, 0, end);
    ByteBuffer.wrap(segment).putInt(end, (int) crc.getValue());
    return segment;
  }

  private static byte[] number(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  /** Id and first index; first index; length of the segment before. */
  @ParameterizedTest
  @ValueSource(ints = {ID_AT, ID_AT + 4, ID_AT + 12})
  void aNumberBelowZeroInAHeaderIsAFindingAndNotADefect(int at) throws Exception {
    Map<String, byte[]> files = twoSegments();
    byte[] forged = withHeader(files, at, number(-3));

    assertThatThrownBy(() -> SegmentHeader.read(ByteBuffer.wrap(forged)))
        .isInstanceOf(MalformedHeaderException.class)
        .hasMessage("a number in it is below 0");
    files.put("segments/00000001.seg", forged);
    assertThat(TestLog.verifyAlone(MemoryDisk.of(files)).counts()).containsKey(Code.HEADER_BROKEN);
  }

  /** Each such byte would be read as a character of three. */
  @Test
  void anOriginThatIsNoTextIsAFindingAndNotADefect() throws Exception {
    Map<String, byte[]> files = twoSegments();
    int length = TestLog.ORIGIN.getBytes(StandardCharsets.UTF_8).length;
    byte[] noText = new byte[length];
    Arrays.fill(noText, (byte) 0xFF);
    byte[] forged = withHeader(files, ORIGIN_AT, noText);

    assertThatThrownBy(() -> SegmentHeader.read(ByteBuffer.wrap(forged)))
        .isInstanceOf(MalformedHeaderException.class)
        .hasMessage("its texts are not UTF-8");
  }

  @Test
  void aHeaderOfTextsThatGrowWhenReadIsRefusedToo() throws Exception {
    byte[] long255 = new byte[255];
    Arrays.fill(long255, (byte) 'a');
    SegmentHeader header =
        new SegmentHeader(
            0,
            0,
            0,
            0,
            new byte[32],
            new String(long255, StandardCharsets.US_ASCII),
            "k",
            new byte[1],
            List.of());
    byte[] bytes = header.encode();
    Arrays.fill(bytes, ORIGIN_AT, ORIGIN_AT + 255, (byte) 0xFF);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());

    assertThatThrownBy(() -> SegmentHeader.read(ByteBuffer.wrap(bytes)))
        .isInstanceOf(MalformedHeaderException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE / 32 + 1, 1L << 59})
  void aTreeThatNoFileHoldsIsNoReasonToFailOtherwise(long size) throws Exception {
    MemoryDisk disk = MemoryDisk.of(twoSegments());

    assertThatIOException().isThrownBy(() -> HashFiles.openToRead(disk, new TreeHash(), size));
  }

  @Test
  void aTimeThatCannotBeCountedIsNoCosignature() {
    byte[] bytes = new byte[8 + 2420];
    ByteBuffer.wrap(bytes).putLong(0, Long.MAX_VALUE);

    assertThatThrownBy(() -> Cosignature.parse(bytes)).isInstanceOf(MalformedNoteException.class);
  }

  private static Entry entry(Event event, long wall, long mono) {
    return new Entry(event.code(), false, 0, 0, -1, wall, mono, new byte[32], new byte[32]);
  }

  private static Map<Code, Long> clockFindings(Entry... entries) {
    Findings findings = new Findings();
    ClockCheck clock = new ClockCheck(TestLog.trust(), findings);
    for (Entry entry : entries) {
      clock.entry(entry);
    }
    return findings.counts();
  }

  /** An hour back; the other clock jumps so far that the difference of both has no number. */
  @ParameterizedTest
  @CsvSource({"-3600000000", "-1"})
  void timeThatGoesBackUnderAnOverflowIsFound(long passed) {
    long now = 1_764_000_000_000_000L;
    long jump =
        passed - Long.MIN_VALUE; // so that passed - jump is the one number without a positive

    assertThat(
            clockFindings(
                entry(Event.LOG_OPEN, now, 0), entry(Event.HEARTBEAT, now + passed, jump)))
        .containsKey(Code.CLOCK_STEP_UNEXPLAINED);
  }

  @Test
  void timeThatGoesAllTheWayRoundIsFound() {
    assertThat(
            clockFindings(
                entry(Event.LOG_OPEN, Long.MAX_VALUE, 0),
                entry(Event.HEARTBEAT, Long.MIN_VALUE, 1)))
        .containsKey(Code.CLOCK_STEP_UNEXPLAINED);
    assertThat(
            clockFindings(
                entry(Event.LOG_OPEN, Long.MAX_VALUE, 0), entry(Event.LOG_OPEN, Long.MIN_VALUE, 0)))
        .containsKey(Code.CLOCK_BACK_AT_OPEN);
    assertThat(
            clockFindings(
                entry(Event.LOG_OPEN, Long.MIN_VALUE, 0), entry(Event.LOG_OPEN, Long.MAX_VALUE, 0)))
        .isEmpty();
  }

  /** A record of a step explains the clock that can be set, and not the one that only runs. */
  @Test
  void theClockThatOnlyRunsDoesNotGoBackAtAStepEither() {
    long now = 1_764_000_000_000_000L;

    assertThat(
            clockFindings(
                entry(Event.LOG_OPEN, now, 0),
                entry(Event.HEARTBEAT, now + 5000, 5000),
                entry(Event.CLOCK_STEP, now + 4000, 4000)))
        .containsOnlyKeys(Code.CLOCK_STEPPED, Code.CLOCK_STEP_UNEXPLAINED);
  }

  @Test
  void requestsThatAreAllBegunAndNeverEndedDoNotTakeAllMemory() {
    Findings findings = new Findings();
    PairingCheck pairing = new PairingCheck(findings);
    for (long i = 0; i < 3L * PairingCheck.MAX_OPEN; i++) {
      pairing.entry(
          new Entry(
              Event.INFERENCE_ACCEPTED.code(), false, 0, i, -1, 0, 0, new byte[0], new byte[0]));
    }

    assertThat(pairing.open()).isEqualTo(PairingCheck.MAX_OPEN);
    assertThat(findings.counts()).containsOnly(Map.entry(Code.ACCEPTED_WITHOUT_COMPLETED, 2L));
  }

  @Test
  void aKeyIsNoYoungerForAHeaderFromTheFuture() {
    Findings findings = new Findings();
    KeyAgeCheck ages = new KeyAgeCheck(Duration.ofDays(91), findings);
    long day = 24L * 3600 * 1_000_000;
    ages.begin(
        new SegmentHeader(
            0, 0, 0, 1000 * day, new byte[32], "log", "kek-1", new byte[1], List.of()));

    ages.entry(entry(Event.LOG_OPEN, day, 0));
    ages.entry(entry(Event.HEARTBEAT, 93 * day, 92 * day));

    assertThat(findings.counts()).containsKey(Code.KEY_OLD);
  }

  @Test
  void whatIsReadWholeIsReadUpToALimit(@TempDir Path folder) throws Exception {
    Files.write(folder.resolve("checkpoint"), new byte[(1 << 20) + 1]);
    Files.write(folder.resolve("note"), new byte[1 << 20]);
    Files.write(folder.resolve("kek"), new byte[33]);

    assertThatIOException()
        .isThrownBy(() -> new DiskStorage(folder).read("checkpoint"))
        .withMessageContaining("checkpoint has more than 1 MiB");
    assertThat(new DiskStorage(folder).read("note"))
        .hasValueSatisfying(note -> assertThat(note).hasSize(1 << 20));
    assertThatIOException()
        .isThrownBy(() -> FileKeyEncryptionKey.read(folder.resolve("kek")))
        .withMessageContaining("kek has more bytes");
  }

  @Test
  void whatIsNoFileIsNotRead(@TempDir Path folder) throws Exception {
    Files.createSymbolicLink(folder.resolve("checkpoint"), Path.of("/dev/zero"));
    Files.createDirectory(folder.resolve("0"));

    for (String name : List.of("checkpoint", "0")) {
      assertThatIOException()
          .isThrownBy(() -> new DiskStorage(folder).read(name))
          .withMessage(name + " is no regular file");
      assertThatIOException()
          .isThrownBy(() -> new DiskStorage(folder).openToRead(name))
          .withMessage(name + " is no regular file");
    }
    assertThat(new DiskStorage(folder).read("absent")).isEmpty();
  }
}
