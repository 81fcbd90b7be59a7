package dev.drawbridge.audit.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.writer.TestLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {

  @TempDir Path folder;
  private final List<String> told = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Path lock() {
    return folder.resolve("lock");
  }

  private int run(Map<String, String> environment, String... arguments) {
    return new Export(environment, lock(), told::add).run(List.of(arguments), out);
  }

  private Map<String, String> copies() {
    return Map.of(Export.DIRECTORY, folder.resolve("copies").toString());
  }

  @Test
  void writesTheArchiveAndSaysWhatIsInIt() throws IOException {
    Collected collected = new Collected(folder.resolve("copies"));
    collected.collect(TestLog.fresh().requests(3).pass(Duration.ofSeconds(1)), TestLog.ORIGIN);

    assertThat(run(copies())).isZero();

    assertThat(out.toByteArray()).hasSameSizeAs(collected.archive());
    assertThat(told.getFirst()).startsWith(TestLog.ORIGIN + ": ");
    assertThat(told.getLast()).startsWith("1 logs, ");
  }

  @Test
  void whereNothingWasCollectedYetTheArchiveIsEmpty() {
    assertThat(run(copies(), "research/lab")).isZero();

    assertThat(told).containsExactly("0 logs, 0 bytes");
  }

  @Test
  void whereNothingIsCollectedItSaysSo() {
    assertThat(run(Map.of())).isEqualTo(Export.WRONG);

    assertThat(told)
        .containsExactly(
            "error: DRAWBRIDGE_COLLECTOR_DIRECTORY is not set, so this operator collects no logs");
    assertThat(out.size()).isZero();
  }

  @Test
  void refusesWhatIsNoDeployment() {
    assertThat(run(copies(), "research/lab", "../etc")).isEqualTo(Export.WRONG);

    assertThat(told).containsExactly("error: '../etc' is not NAMESPACE/NAME");
  }

  @Test
  void oneAtATime() throws IOException {
    try (FileChannel file =
            FileChannel.open(lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = file.lock()) {
      assertThat(held.isValid()).isTrue();
      assertThat(run(copies())).isEqualTo(Export.BUSY);
    }

    assertThat(told).singleElement().asString().contains("somebody else fetches logs just now");
    assertThat(run(copies())).isZero();
  }

  @Test
  void whereNobodyReadsAnyMoreItEnds() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };

    assertThat(new Export(copies(), lock(), told::add).run(List.of(), broken))
        .isEqualTo(Export.FAILED);
    assertThat(told).singleElement().asString().contains("Broken pipe");
  }
}
