package dev.drawbridge.audit.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.store.MemoryDisk;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that cannot be opened is tried again and again, and must not keep a file each time. */
class FailedOpeningTest {

  private final TestLog log;

  FailedOpeningTest() throws IOException {
    log = TestLog.fresh().requests(100);
  }

  private void assertNothingStaysOpen(MemoryDisk disk) {
    assertThatThrownBy(() -> log.reopen(disk)).isInstanceOf(IOException.class);

    assertThat(disk.open()).isEmpty();
  }

  private MemoryDisk changed(String file, BiFunction<String, byte[], byte[]> change) {
    Map<String, byte[]> files = log.disk.contents();
    assertThat(files.computeIfPresent(file, change)).isNotNull();
    return MemoryDisk.of(files);
  }

  @Test
  void aDamagedHeader() {
    String last = "segments/00000003.seg";
    assertThat(log.disk.contents()).doesNotContainKey("segments/00000004.seg");

    assertNothingStaysOpen(changed(last, (_, bytes) -> Arrays.copyOf(bytes, 10)));
  }

  @Test
  void aCheckpointOfSomebodyElse() {
    assertNothingStaysOpen(changed("checkpoint", (_, bytes) -> new byte[] {'x'}));
  }

  @Test
  void hashesThatAreGoneAndCannotBeMadeAgain() {
    MemoryDisk disk = changed("segments/00000000.seg", (_, bytes) -> Arrays.copyOf(bytes, 4000));
    disk.delete("hashes/0");

    assertNothingStaysOpen(disk);
  }

  @Test
  void aWitnessThatKnowsMore() throws Exception {
    MemoryDisk older = MemoryDisk.of(log.disk.contents());
    log.requests(10).close();

    assertNothingStaysOpen(older);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aDiskThatFailsForGoodFromThatSyncOn(int nth) {
    MemoryDisk disk = MemoryDisk.of(log.disk.contents());
    disk.faults(
        new MemoryDisk.Faults() {
          private int left = nth;

          @Override
          public void beforeSync(String name) throws IOException {
            if (--left <= 0) {
              throw new IOException("EIO");
            }
          }
        });

    assertNothingStaysOpen(disk);
  }
}
