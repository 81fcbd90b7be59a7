package dev.drawbridge.audit.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiskFaultsTest {

  @Test
  void shortWritesAreFinished() throws Exception {
    TestLog log = TestLog.fresh();
    Random random = new Random(3);
    log.disk.faults(
        new MemoryDisk.Faults() {
          @Override
          public int shortened(int bytes) {
            return 1 + random.nextInt(bytes);
          }
        });

    log.requests(100).close();

    assertThat(log.verify().findings()).isEmpty();
  }

  /** Fails the n-th operation of a kind on a segment, once. */
  private static final class FailsOnce implements MemoryDisk.Faults {
    private final boolean sync;
    private final Set<String> synced = new HashSet<>();
    private final Set<String> used = new HashSet<>(); // the first use of a file is its header
    private int left;
    boolean ofEntries;

    FailsOnce(boolean sync, int left) {
      this.sync = sync;
      this.left = left;
    }

    @Override
    public void beforeWrite(String name) throws IOException {
      fail(!sync, name);
    }

    @Override
    public void beforeSync(String name) throws IOException {
      if (synced.contains(name)) {
        throw new AssertionError("a sync that failed was repeated");
      }
      fail(sync, name);
    }

    private void fail(boolean counts, String name) throws IOException {
      boolean first = counts && used.add(name);
      if (counts && name.startsWith("segments/") && --left == 0) {
        synced.add(name);
        ofEntries = !first;
        throw new IOException("EIO");
      }
    }
  }

  /** Whichever sync it is: of entries, of a header, of a segment that is full. */
  @Test
  void aFailedSyncEndsTheSegmentAndLosesNothing() throws Exception {
    failsOnce(true);
  }

  @Test
  void aFailedWriteEndsTheSegmentAndLosesNothing() throws Exception {
    failsOnce(false);
  }

  private static void failsOnce(boolean sync) throws Exception {
    for (int nth = 1; nth <= 90; nth++) {
      TestLog log = TestLog.fresh();
      FailsOnce fault = new FailsOnce(sync, nth);
      log.disk.faults(fault);

      log.requests(40).close();

      assertThat(log.durable).as("nth %d", nth).hasSize(80).doesNotHaveDuplicates();
      Report report = log.verify();
      assertThat(report.intact()).as("nth %d: %s", nth, report.text()).isTrue();
      if (fault.ofEntries && nth <= 80) { // the last ones are of the end
        assertThat(report.counts()).as("nth %d", nth).containsOnlyKeys(Code.GAP);
      }
    }
  }

  @Test
  void aDiskThatFailsForGoodEndsTheLog() throws Exception {
    TestLog log = TestLog.fresh().requests(5);
    log.disk.faults(
        new MemoryDisk.Faults() {
          @Override
          public void beforeSync(String name) throws IOException {
            throw new IOException("EIO");
          }
        });

    assertThatThrownBy(() -> log.requests(1)).isInstanceOf(IOException.class).hasMessage("EIO");
    assertThat(log.durable).hasSize(10);
  }

  @Test
  void aFullDiskShowsWhileTheLastSegmentStillTakesRecords() throws Exception {
    TestLog log = TestLog.fresh().requests(5);
    log.disk.faults(
        new MemoryDisk.Faults() {
          @Override
          public void beforeAllocate(String name) throws IOException {
            throw new IOException("ENOSPC");
          }
        });
    while (log.hasRoom()) {
      log.requests(1);
    }
    int shown = log.durable.size();

    assertThatThrownBy(() -> log.requests(1000)).isInstanceOf(SegmentOpener.NoRoomException.class);

    assertThat(log.durable.size()).isGreaterThan(shown + 20);
    log.disk.faults(new MemoryDisk.Faults() {});
    log.requests(5).close();
    assertThat(log.verify().intact()).isTrue();
  }

  private static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Ends everything before the n-th sync, when what was written may be torn. */
  private static MemoryDisk.Faults powerCutBeforeSync(int nth) {
    return new MemoryDisk.Faults() {
      private int left = nth;

      @Override
      public void beforeSync(String name) {
        if (--left == 0) {
          throw new PowerCut();
        }
      }
    };
  }

  @Test
  void aPowerCutLosesNothingThatWasCalledDurableAndATornRecordIsNotTaken() throws Exception {
    int gaps = 0;
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      TestLog log = TestLog.fresh();
      log.disk.faults(powerCutBeforeSync(1 + random.nextInt(100)));

      assertThatThrownBy(() -> log.requests(100)).isInstanceOf(PowerCut.class);
      TestLog after = log.reopen(log.disk.powerCut(random)).requests(3).close();

      Report report = after.verify();
      assertThat(report.intact()).as("seed %d: %s", seed, report.text()).isTrue();
      long last = log.durable.isEmpty() ? 0 : log.durable.getLast();
      assertThat(report.entries()).as("seed %d", seed).isGreaterThan(last + 6);
      gaps += report.counts().containsKey(Code.GAP) ? 1 : 0;
    }
    assertThat(gaps).as("torn tails among them").isPositive();
  }

  /** Chance that keeps nothing of what was not synced. */
  private static final Random LOSES_ALL =
      new Random(0) {
        @Override
        public int nextInt(int bound) {
          return 0;
        }
      };

  @Test
  void aLyingSyncIsFoundAtTheNextStart() throws Exception {
    for (int requests = 1; requests <= 6; requests++) {
      TestLog log = aLieAfter(requests);
      MemoryDisk after = log.disk.powerCut(LOSES_ALL);
      assertThatThrownBy(() -> log.reopen(after))
          .isInstanceOfSatisfying(
              LogRefusedException.class,
              e -> assertThat(e.reason()).isEqualTo(LogRefusedException.Reason.TAIL_CUT));
      assertThat(log.verify(after).counts()).containsKey(Code.TAIL_CUT);
    }
  }

  @Test
  void whatALyingSyncHasKeptByChanceIsWholeOrRefused() throws Exception {
    int refused = 0;
    for (int seed = 0; seed < 20; seed++) {
      TestLog log = aLieAfter(6);
      MemoryDisk after = log.disk.powerCut(new Random(seed));
      try {
        Report report = log.reopen(after).requests(1).close().verify();
        assertThat(report.intact()).as("seed %d: %s", seed, report.text()).isTrue();
      } catch (LogRefusedException e) {
        assertThat(e.reason()).isEqualTo(LogRefusedException.Reason.TAIL_CUT);
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 19);
  }

  private static TestLog aLieAfter(int requests) throws Exception {
    TestLog log = TestLog.fresh().requests(5);
    log.disk.faults(
        new MemoryDisk.Faults() {
          @Override
          public boolean lies(String name) {
            return name.startsWith("segments/");
          }
        });
    return log.requests(requests).pass(Duration.ofSeconds(2));
  }
}
