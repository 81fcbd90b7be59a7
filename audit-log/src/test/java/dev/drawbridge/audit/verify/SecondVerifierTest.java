package dev.drawbridge.audit.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.writer.TestLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lets the verifier in Python, which shares no code with this one, judge the same logs. */
class SecondVerifierTest {

  private static final Path SCRIPT = Path.of("../testbed/auditlog/verify.py");
  private static final String SEGMENT = "segments/00000000.seg";
  private static final Duration CHECKPOINT = Duration.ofSeconds(2); // and so a cosignature

  @TempDir Path folder;

  private record Verdict(int exitCode, String output) {}

  private Verdict verdictOf(Map<String, byte[]> files) throws Exception {
    return verdictOf(files, "python3");
  }

  private Verdict verdictOf(Map<String, byte[]> files, String... python) throws Exception {
    Path log = Files.createTempDirectory(folder, "log");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = log.resolve(file.getKey());
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      Files.write(path, file.getValue());
    }
    List<String> command = new ArrayList<>(List.of(python));
    command.addAll(
        List.of(
            SCRIPT.toString(),
            log.toString(),
            TestLog.trust().log().vkey(),
            TestLog.trust().witnesses().getFirst().vkey()));
    return run(command);
  }

  private static Verdict run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Verdict(process.exitValue(), output);
  }

  /** Whether this machine's Python can check a cosignature. */
  private static boolean canCheckCosignatures() throws Exception {
    String module = "cryptography.hazmat.primitives.asymmetric.mldsa";
    return run(List.of("python3", "-c", "from %s import MLDSA44PublicKey".formatted(module)))
            .exitCode()
        == 0;
  }

  @Test
  void bothAgreeOnALogOfSeveralSegmentsAndRuns() throws Exception {
    TestLog log = TestLog.fresh().requests(60).close();
    TestLog again = log.reopen(log.disk).requests(30).close();
    Report first = again.verify();

    Verdict second = verdictOf(again.disk.contents());

    assertThat(second.output().lines()).first().isEqualTo(first.entries() + " " + first.root());
    assertThat(second.output().lines()).hasSize(canCheckCosignatures() ? 1 : 2);
    assertThat(second.exitCode()).isZero();
  }

  /** Where it cannot tell a false cosignature from a true one it must not seem to have looked. */
  @Test
  void aFalseCosignatureIsFoundOrItIsSaidThatNobodyLooked() throws Exception {
    Map<String, byte[]> files = TestLog.fresh().requests(5).close().disk.contents();
    files.computeIfPresent("checkpoint.cosigned", (_, note) -> withOtherSignatureAtTheEnd(note));

    Verdict second = verdictOf(files);

    if (canCheckCosignatures()) {
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.output()).contains("not cosigned").doesNotContain("NOT checked");
    } else {
      assertThat(second.output()).contains("cosignatures were NOT checked");
    }
  }

  /** Without its packages, a Python is one that has only the standard library. */
  @Test
  void withTheStandardLibraryAloneItSaysThatCosignaturesWereNotChecked() throws Exception {
    Map<String, byte[]> files = TestLog.fresh().requests(5).close().disk.contents();

    Verdict second = verdictOf(files, "python3", "-S");

    assertThat(second.exitCode()).as(second.output()).isZero();
    assertThat(second.output()).contains("cosignatures were NOT checked");
  }

  private static byte[] withOtherSignatureAtTheEnd(byte[] note) {
    byte[] other = note.clone();
    int at = note.length - 20;
    other[at] = (byte) (note[at] == 'A' ? 'B' : 'A');
    return other;
  }

  @Test
  void bothSeeThatAnEntryWasEditedAndAllLinksMended() throws Exception {
    TestLog log = TestLog.fresh().requests(5).close();
    Forgery forgery = Forgery.of(log.disk.contents(), SEGMENT);
    forgery.entry(3)[Entry.CLEAR_BYTES + 5] ^= 1;
    forgery.relink();

    Verdict second = verdictOf(forgery.files());

    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.output()).contains("is not of these entries");
  }

  @Test
  void bothSeeDeletedReorderedAndCutEntries() throws Exception {
    TestLog log = TestLog.fresh().requests(5).close();
    Forgery deleted = Forgery.of(log.disk.contents(), SEGMENT);
    deleted.delete(3);
    Forgery swapped = Forgery.of(log.disk.contents(), SEGMENT);
    swapped.swap(3, 4);
    Forgery cut = Forgery.of(log.disk.contents(), SEGMENT);
    cut.cutAfter(5);

    assertThat(verdictOf(deleted.files()).output()).contains("entry 3: it says that it is 4");
    assertThat(verdictOf(swapped.files()).output()).contains("entry 3: it says that it is 4");
    assertThat(verdictOf(cut.files()).output()).contains("is not of these entries");
  }

  @Test
  void bothSeeACheckpointThatIsNotTheLogs() throws Exception {
    TestLog log = TestLog.fresh().requests(5).close();
    Map<String, byte[]> files = log.disk.contents();
    files.computeIfPresent("checkpoint", (_, note) -> withOtherSignatureAtTheEnd(note));

    assertThat(verdictOf(files).output()).contains("not signed by the log");
  }

  @Test
  void bothSeeAFlippedBit() throws Exception {
    TestLog log = TestLog.fresh().requests(5).close();
    Map<String, byte[]> files = log.disk.contents();
    files.computeIfPresent(
        SEGMENT,
        (_, bytes) -> {
          bytes[bytes.length / 2] ^= 1;
          return bytes;
        });

    assertThat(log.verify(MemoryDisk.of(files)).counts()).containsKey(Code.FRAME_BROKEN);
    Verdict second = verdictOf(files);
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.output()).contains("segment 0 is broken at byte");
  }

  /** The holder of its keys writes it anew, and cannot hide what the witness remembers. */
  @Test
  void bothSeeAFork() throws Exception {
    TestLog log = TestLog.fresh().requests(4).pass(CHECKPOINT);
    MemoryDisk fork = MemoryDisk.of(log.disk.contents());
    log.requests(4).pass(CHECKPOINT);
    log.clock.pass(Duration.ofSeconds(1));
    log.reopenUnwitnessed(fork).requests(9).pass(CHECKPOINT).close();
    assertThat(verdictOf(fork.contents()).exitCode()).isZero();

    Map<String, byte[]> asked = fork.contents();
    asked.put("checkpoint.cosigned", log.witness.latestNote(TestLog.ORIGIN).orElseThrow().encode());

    assertThat(log.verify(fork).counts()).containsKey(Code.WITNESS_FORK);
    Verdict second = verdictOf(asked);
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.output()).contains("of size 17 is not of these entries");
  }

  @ParameterizedTest
  @CsvSource({
    "-1, BACKDATED, older than a checkpoint that it follows",
    "1, FORWARD_DATED, younger than the witness of"
  })
  void bothSeeEntriesThatWereDatedBackOrForward(int hours, Code first, String second)
      throws Exception {
    TestLog log = TestLog.fresh().requests(4).pass(CHECKPOINT);
    log.clock.step(Duration.ofHours(hours));
    log.requests(1);
    log.clock.step(Duration.ofHours(-hours));
    log.requests(1).close();

    assertThat(log.verify().counts()).containsKey(first);
    Verdict verdict = verdictOf(log.disk.contents());
    assertThat(verdict.exitCode()).isEqualTo(1);
    assertThat(verdict.output()).contains(second);
  }

  @Test
  void itIsAsShortAsTheAuditorIsTold() throws Exception {
    assertThat(Files.readAllLines(SCRIPT)).hasSizeLessThan(250);
    assertThat(Files.readString(Path.of("../docs/auditor.md")))
        .contains("less than 250 lines of Python");
  }

  /** Which bytes a gap is of stands in its record, and that one is sealed to it. */
  @Test
  void bothSeeBytesBehindAnEndThatNoGapFollows() throws Exception {
    TestLog log = TestLog.fresh().requests(60).close();
    Map<String, byte[]> files = log.disk.contents();
    files.computeIfPresent(
        SEGMENT,
        (_, bytes) -> {
          byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
          longer[bytes.length] = 2;
          return longer;
        });
    TestLog after = log.reopen(MemoryDisk.of(files)).close();

    Map<String, byte[]> explained = after.disk.contents();
    explained.put(SEGMENT, Objects.requireNonNull(files.get(SEGMENT)));

    assertThat(verdictOf(files).output())
        .contains("bytes behind the end of segments [0], and no gap follows");
    assertThat(verdictOf(explained).exitCode()).isZero();
  }
}
