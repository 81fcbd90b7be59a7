package dev.drawbridge.audit.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to a log, in whatever order: what was called durable is there, and it verifies.
 */
class RandomLifeTest {

  private static final int LIVES = 40;
  private static final int EVENTS = 40;

  @Test
  void anyLifeLeavesALogThatIsIntactAndHasAllThatWasCalledDurable() throws Exception {
    for (int seed = 0; seed < LIVES; seed++) {
      Random random = new Random(seed);
      TestLog log = TestLog.fresh();
      for (int i = 0; i < EVENTS; i++) {
        log = live(log, random);
      }
      log.disk.faults(new MemoryDisk.Faults() {});

      log.close();
      Report report = log.verify(log.disk, List.of(TestLog.kek(0), TestLog.kek(1), TestLog.kek(2)));

      assertThat(report.intact()).as("seed %d: %s", seed, report.text()).isTrue();
      assertThat(report.counts())
          .as("seed %d: %s", seed, report.text())
          .doesNotContainKeys(Code.KEY_MISSING, Code.KEY_CHANGE_UNRECORDED);
      long last = log.durable.isEmpty() ? 0 : log.durable.getLast();
      assertThat(report.entries()).as("seed %d", seed).isGreaterThan(last);
      assertThat(report.witnessedEntries()).as("seed %d", seed).isEqualTo(report.entries());
    }
  }

  private static TestLog live(TestLog log, Random random) throws IOException {
    switch (random.nextInt(8)) {
      case 0 -> log.accepted();
      case 1 -> log.pass(Duration.ofMillis(random.nextInt(90_000)));
      case 2 -> step(log, Duration.ofMillis(random.nextInt(4000)));
      case 3 -> rotate(log, TestLog.kek(random.nextInt(3)));
      case 4 -> log.dropped(random.nextInt(3));
      case 5 -> log.disk.faults(new OneFault(random.nextBoolean(), random.nextInt(20)));
      case 6 -> {
        return log.reopen(log.disk.powerCut(random), TestLog.kek(random.nextInt(3)));
      }
      default -> log.requests(random.nextInt(30));
    }
    return log;
  }

  /** In all by no more than a witness puts up with. */
  private static void step(TestLog log, Duration time) {
    if (log.clock.ahead().plus(time).compareTo(TestLog.trust().witnessTolerance()) < 0) {
      log.clock.step(time);
    }
  }

  /** Where the file for the next segment is not ready, it is tried again later. */
  private static void rotate(TestLog log, KeyEncryptionKey next) throws IOException {
    try {
      log.rotate(next);
    } catch (SegmentOpener.NoRoomException e) {
      assertThat(log.hasRoom()).isFalse();
    }
  }

  private static final class OneFault implements MemoryDisk.Faults {
    private final boolean sync;
    private int left;

    OneFault(boolean sync, int left) {
      this.sync = sync;
      this.left = left;
    }

    @Override
    public void beforeWrite(String name) throws IOException {
      fail(!sync, name);
    }

    @Override
    public void beforeSync(String name) throws IOException {
      fail(sync, name);
    }

    private void fail(boolean counts, String name) throws IOException {
      if (counts && name.startsWith("segments/") && left-- == 0) {
        throw new IOException("EIO");
      }
    }
  }
}
