package dev.drawbridge.audit.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Report;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start was to put on record and cut off, and did not. */
class LeftTailsTest {

  private static final String SEGMENT = "segments/00000000.seg";

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static MemoryDisk.Faults killedBeforeSync(int nth) {
    return new MemoryDisk.Faults() {
      private int left = nth;

      @Override
      public void beforeSync(String name) {
        if (--left == 0) {
          throw new Killed();
        }
      }
    };
  }

  /** The last frame of a log is half on the disk. */
  private static MemoryDisk torn(TestLog log) {
    Map<String, byte[]> files = log.disk.contents();
    byte[] segment = Objects.requireNonNull(files.get(SEGMENT));
    int end = segment.length;
    while (segment[end - 1] == 0) {
      end--;
    }
    Arrays.fill(segment, end - 20, end, (byte) 0);
    return MemoryDisk.of(files);
  }

  /** Wherever the first start after the crash is killed, and the second likewise. */
  @Test
  void theNextStartFindsThem() throws Exception {
    int killed = 0;
    for (int first = 1; first <= 8; first++) {
      for (int second = 1; second <= 8; second++) {
        TestLog log = TestLog.fresh().requests(10);
        log.accepted();
        MemoryDisk disk = torn(log);
        for (int nth : new int[] {first, second}) {
          disk.faults(killedBeforeSync(nth));
          MemoryDisk failing = disk;
          killed += catchThrowable(() -> log.reopen(failing)) instanceof Killed ? 1 : 0;
          disk = MemoryDisk.of(disk.contents());
        }

        Report report = log.reopen(disk).requests(2).close().verify();

        assertThat(report.counts())
            .as("killed before syncs %d and %d", first, second)
            .containsOnlyKeys(Code.CRASHED, Code.GAP);
        assertThat(tail(disk)).isZero();
      }
    }
    assertThat(killed).isGreaterThan(20);
  }

  /** Bytes behind the end of the first segment, which the header of the next one says. */
  private static long tail(MemoryDisk disk) {
    byte[] next = Objects.requireNonNull(disk.contents().get("segments/00000001.seg"));
    long end = ByteBuffer.wrap(next).getLong(24);
    return Objects.requireNonNull(disk.contents().get(SEGMENT)).length - end;
  }

  /** Fails at a sync, or within a write, and from then on at cutting. */
  private static final class FailsWithoutCutting implements MemoryDisk.Faults {
    private final boolean withinWrite;
    private int calls;

    FailsWithoutCutting(boolean withinWrite) {
      this.withinWrite = withinWrite;
    }

    @Override
    public int shortened(int bytes) {
      return withinWrite && calls == 1 ? bytes / 2 : bytes;
    }

    @Override
    public void beforeWrite(String name) throws IOException {
      fail(withinWrite, name, 2);
    }

    @Override
    public void beforeSync(String name) throws IOException {
      fail(!withinWrite, name, 1);
    }

    private void fail(boolean counts, String name, int nth) throws IOException {
      if (counts && name.startsWith("segments/") && ++calls == nth) {
        throw new IOException("EIO");
      }
    }

    @Override
    public void beforeTruncate(String name) throws IOException {
      throw new IOException("EIO");
    }
  }

  /** Until then the gap says how many bytes there are at most. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDiskThatFailsAtCuttingTooLeavesThemToTheNextStart(boolean withinWrite) throws Exception {
    TestLog log = TestLog.fresh().requests(10);
    log.disk.faults(new FailsWithoutCutting(withinWrite));
    log.requests(2).pass(Duration.ofSeconds(2));
    log.disk.faults(new MemoryDisk.Faults() {});
    assertThat(tail(log.disk)).isPositive();
    assertThat(log.verify().counts()).containsOnlyKeys(Code.GAP, Code.NOT_CLOSED);

    MemoryDisk after = log.reopen(MemoryDisk.of(log.disk.contents())).close().disk;

    assertThat(log.verify(after).counts()).containsOnlyKeys(Code.GAP, Code.CRASHED);
    assertThat(tail(after)).isZero();
  }

  @Test
  void whatWasCutOffIsRoomAgain() throws Exception {
    TestLog log = TestLog.fresh().requests(10);

    TestLog after = log.reopen(MemoryDisk.of(log.disk.contents()));

    long bytes =
        after.disk.contents().entrySet().stream()
            .filter(file -> file.getKey().endsWith(".seg"))
            .mapToLong(file -> file.getValue().length)
            .sum();
    assertThat(after.status().usedBytes()).isEqualTo(bytes);
  }
}
