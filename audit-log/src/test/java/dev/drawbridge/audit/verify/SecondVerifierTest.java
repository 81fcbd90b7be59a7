package dev.drawbridge.audit.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.writer.TestLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets the verifier in Python, which shares no code with this one, judge the same logs. */
class SecondVerifierTest {

  private static final Path SCRIPT = Path.of("../testbed/auditlog/verify.py");

  @TempDir Path folder;

  private record Verdict(int exitCode, String output) {}

  private Verdict verdictOf(Map<String, byte[]> files) throws Exception {
    Path log = Files.createTempDirectory(folder, "log");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = log.resolve(file.getKey());
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      Files.write(path, file.getValue());
    }
    Process python =
        new ProcessBuilder(
                "python3",
                SCRIPT.toString(),
                log.toString(),
                TestLog.trust().log().vkey(),
                TestLog.trust().witnesses().getFirst().vkey())
            .redirectErrorStream(true)
            .start();
    String output = new String(python.getInputStream().readAllBytes(), UTF_8);
    assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Verdict(python.exitValue(), output);
  }

  @Test
  void bothAgreeOnALogOfSeveralSegmentsAndRuns() throws Exception {
    TestLog log = TestLog.fresh().requests(60).close();
    TestLog again = log.reopen(log.disk).requests(30).close();
    Report first = again.verify();

    Verdict second = verdictOf(again.disk.contents());

    assertThat(second.output().strip()).isEqualTo(first.entries() + " " + first.root());
    assertThat(second.exitCode()).isZero();
  }

  @Test
  void bothSeeThatAnEntryWasEditedAndAllLinksMended() throws Exception {
    TestLog log = TestLog.fresh().requests(5).close();
    Forgery forgery = Forgery.of(log.disk.contents(), "segments/00000000.seg");
    forgery.entry(3)[Entry.CLEAR_BYTES + 5] ^= 1;
    forgery.relink();

    Verdict second = verdictOf(forgery.files());

    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.output()).contains("is not of these entries");
  }

  @Test
  void bothSeeDeletedReorderedAndCutEntries() throws Exception {
    TestLog log = TestLog.fresh().requests(5).close();
    Forgery deleted = Forgery.of(log.disk.contents(), "segments/00000000.seg");
    deleted.delete(3);
    Forgery swapped = Forgery.of(log.disk.contents(), "segments/00000000.seg");
    swapped.swap(3, 4);
    Forgery cut = Forgery.of(log.disk.contents(), "segments/00000000.seg");
    cut.cutAfter(5);

    assertThat(verdictOf(deleted.files()).output()).contains("entry 3: it says that it is 4");
    assertThat(verdictOf(swapped.files()).output()).contains("entry 3: it says that it is 4");
    assertThat(verdictOf(cut.files()).output()).contains("is not of these entries");
  }

  @Test
  void bothSeeACheckpointThatIsNotTheLogs() throws Exception {
    TestLog log = TestLog.fresh().requests(5).close();
    Map<String, byte[]> files = log.disk.contents();
    byte[] note = files.getOrDefault("checkpoint", new byte[0]);
    note[note.length - 20] = (byte) (note[note.length - 20] == 'A' ? 'B' : 'A');

    assertThat(verdictOf(files).output()).contains("not signed by the log");
  }

  /** Which bytes a gap is of stands in its record, and that one is sealed to it. */
  @Test
  void bothSeeBytesBehindAnEndThatNoGapFollows() throws Exception {
    TestLog log = TestLog.fresh().requests(60).close();
    Map<String, byte[]> files = log.disk.contents();
    files.computeIfPresent(
        "segments/00000000.seg",
        (_, bytes) -> {
          byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
          longer[bytes.length] = 2;
          return longer;
        });
    TestLog after = log.reopen(MemoryDisk.of(files)).close();

    Map<String, byte[]> explained = after.disk.contents();
    explained.put(
        "segments/00000000.seg", Objects.requireNonNull(files.get("segments/00000000.seg")));

    assertThat(verdictOf(files).output())
        .contains("bytes behind the end of segments [0], and no gap follows");
    assertThat(verdictOf(explained).exitCode()).isZero();
  }
}
