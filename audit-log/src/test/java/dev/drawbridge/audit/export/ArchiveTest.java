package dev.drawbridge.audit.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.mirror.Mirror;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.audit.verify.Verifier;
import dev.drawbridge.audit.writer.TestLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String ORIGIN = TestLog.ORIGIN;
  private static final String OTHER = "cluster/ns/other/uid/0";

  @TempDir Path folder;
  private Collected collected;
  private TestLog log;

  @BeforeEach
  void collect() throws IOException {
    collected = new Collected(folder);
    log = TestLog.fresh().requests(60).pass(SECOND);
    collected.collect(log, ORIGIN);
  }

  private static Map<String, byte[]> unpacked(byte[] archive) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  private static Report verify(Map<String, byte[]> files) throws IOException {
    MemoryDisk disk = new MemoryDisk();
    files.forEach(
        (name, bytes) ->
            ArchivedFile.parse(name)
                .filter(file -> file.origin().equals(ORIGIN))
                .ifPresent(file -> disk.put(file.file(), bytes)));
    return Verifier.verify(disk, TestLog.trust(), List.of(), List.of());
  }

  private Path file(String name) {
    return folder.resolve(ORIGIN).resolve(name);
  }

  private void add(String name, String text) throws IOException {
    Files.writeString(file(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void isALogForEveryVerifierAndSaysWhereItEnds() throws IOException {
    Map<String, byte[]> files = unpacked(collected.archive());

    assertThat(verify(files).intact()).isTrue();
    assertThat(verify(files).counts()).doesNotContainKey(Code.UNSIGNED_TAIL);
    assertThat(files).containsKey(ArchiveEnd.NAME);
    byte[] end = files.getOrDefault(ArchiveEnd.NAME, new byte[0]);
    files.remove(ArchiveEnd.NAME);
    assertThat(ArchiveEnd.parse(end))
        .contains(
            new ArchiveEnd(
                1, files.size(), files.values().stream().mapToLong(bytes -> bytes.length).sum()));
  }

  @Test
  void whatNoCheckpointCoversStaysBehind() throws IOException {
    Map<String, byte[]> before = unpacked(collected.archive());
    String last = before.keySet().stream().filter(name -> name.endsWith(".seg")).toList().getLast();
    add(ArchivedFile.parse(last).orElseThrow().file(), "half a frame");
    add("hashes/0", "half a hash");
    add("segments/00000099.seg", "half a header");
    add("checkpoint.new", "half a checkpoint");

    assertThat(unpacked(collected.archive())).containsExactlyEntriesOf(before);
  }

  @Test
  void theCollectorMayGoOnMeanwhile() throws IOException {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();

    Archive.write(folder, Selection.of(List.of()), afterGrowing(archive), message -> {});

    assertThat(verify(unpacked(archive.toByteArray())).intact()).isTrue();
    assertThat(archive.size()).isLessThan(collected.archive().length);
  }

  /** The first byte comes after the log was looked at. */
  private OutputStream afterGrowing(OutputStream to) {
    return new FilterOutputStream(to) {
      private boolean begun;

      @Override
      public void write(int b) throws IOException {
        if (!begun) {
          begun = true;
          grow();
        }
        out.write(b);
      }
    };
  }

  private void grow() {
    try {
      log.requests(30).pass(SECOND);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    collected.collect(log, ORIGIN);
  }

  @Test
  void aCheckpointThatWasCosignedBeforeItWasCopiedIsLeftOut() throws IOException {
    log.requests(5).pass(SECOND);
    Files.write(file(Mirror.COSIGNED), log.witness.latestNote(ORIGIN).orElseThrow().encode());

    Map<String, byte[]> files = unpacked(collected.archive());

    assertThat(files).doesNotContainKey(ORIGIN + "/" + Mirror.COSIGNED);
    assertThat(verify(files).counts()).doesNotContainKeys(Code.TAIL_CUT, Code.WITNESS_AHEAD);
  }

  @Test
  void onlyTheDeploymentsThatWereAskedFor() throws IOException {
    collected.collect(TestLog.named(OTHER).requests(1).pass(SECOND), OTHER);

    assertThat(unpacked(collected.archive("ns/other")).keySet())
        .allMatch(name -> name.startsWith(OTHER) || name.equals(ArchiveEnd.NAME))
        .hasSizeGreaterThan(1);
    assertThat(unpacked(collected.archive("ns/other", "ns/iris")))
        .containsKeys(OTHER + "/checkpoint", ORIGIN + "/checkpoint");
    assertThat(unpacked(collected.archive("iris/ns"))).containsOnlyKeys(ArchiveEnd.NAME);
  }

  @Test
  void aDamagedCopyIsHandedOutAsItLies() throws IOException {
    Files.writeString(file("segments/00000001.seg"), "destroyed");
    List<String> told = new ArrayList<>();

    Map<String, byte[]> files = unpacked(collected.archive(told::add));

    assertThat(told).anyMatch(line -> line.contains("its copy is damaged"));
    assertThat(files.get(ORIGIN + "/segments/00000001.seg")).asString().isEqualTo("destroyed");
    assertThat(files).containsKey(ORIGIN + "/segments/00000002.seg");
    assertThat(verify(files).intact()).isFalse();
  }

  @Test
  void aCheckpointThatIsNoneIsHandedOutAsItLies() throws IOException {
    Files.write(file(Mirror.CHECKPOINT), "none".getBytes(UTF_8));

    Map<String, byte[]> files = unpacked(collected.archive());

    assertThat(files.get(ORIGIN + "/checkpoint")).asString().isEqualTo("none");
    assertThat(files).containsKeys(ORIGIN + "/segments/00000000.seg", ORIGIN + "/hashes/0");
  }

  @Test
  void whatElseLiesOnAVolumeDoesNotMatter() throws IOException {
    Map<String, byte[]> before = unpacked(collected.archive());
    Path found = Files.createDirectory(folder.resolve("lost+found"));
    Files.setPosixFilePermissions(found, PosixFilePermissions.fromString("---------"));
    Files.writeString(folder.resolve("cluster/readme"), "hello");
    Files.createDirectories(folder.resolve("cluster/ns/begun/uid/0/segments"));

    assertThat(unpacked(collected.archive())).containsExactlyEntriesOf(before);
  }
}
