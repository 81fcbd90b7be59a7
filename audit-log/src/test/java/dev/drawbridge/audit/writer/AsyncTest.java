package dev.drawbridge.audit.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.verify.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What async gives up, and what it does not. */
@Timeout(60)
class AsyncTest {

  private static TestLog log(Durability durability) throws Exception {
    return TestLog.open(new MemoryDisk(), TestLog.settings(durability, 16 << 10, 1 << 24));
  }

  /** How many records had been called durable when each sync of a segment began. */
  private static List<Integer> toldBeforeSyncs(Durability durability) throws Exception {
    TestLog log = log(durability);
    List<Integer> told = new ArrayList<>();
    log.disk.faults(
        new MemoryDisk.Faults() {
          @Override
          public void beforeSync(String name) {
            if (name.startsWith("segments/")) {
              told.add(log.durable.size());
            }
          }
        });
    log.requests(3);
    List<Integer> sofar = List.copyOf(told);
    log.requests(200).close();
    assertThat(log.verify().findings()).isEmpty();
    return sofar;
  }

  @Test
  void asyncSaysDurableBeforeItSyncsAndTheOthersAfterwards() throws Exception {
    assertThat(toldBeforeSyncs(Durability.ASYNC)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(toldBeforeSyncs(Durability.GROUP)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(toldBeforeSyncs(Durability.STRICT)).containsExactly(0, 1, 2, 3, 4, 5);
  }

  private record Told(CompletableFuture<Long> index) implements Receipt {
    @Override
    public void durable(long at) {
      index.complete(at);
    }

    @Override
    public void lost() {
      index.completeExceptionally(new IllegalStateException("lost"));
    }
  }

  @Test
  void theReceiptComesWhileTheDiskStillSyncs() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    SlowDisk slow = new SlowDisk();
    Told told = new Told(new CompletableFuture<>());
    try (AuditLog log =
            AuditLog.open(
                TestLog.settings(Durability.ASYNC, 64 << 10, 1 << 24),
                TestLog.keys(),
                disk,
                Optional.empty(),
                LogClock.system());
        slow) {
      disk.faults(slow);

      log.append(new AuditRecord().begin(Event.INFERENCE_ACCEPTED), told);

      slow.awaitSync();
      assertThat(told.index().get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }
  }

  private static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Ends everything before the n-th sync of a segment, and knows what the one before covers. */
  private static final class CutBeforeSync implements MemoryDisk.Faults {
    private final TestLog log;
    private int left;
    long covered = -1; // the last record that was written when a sync began that ended

    CutBeforeSync(TestLog log, int left) {
      this.log = log;
      this.left = left;
    }

    @Override
    public void beforeSync(String name) {
      if (name.startsWith("segments/")) {
        if (--left == 0) {
          throw new PowerCut();
        }
        covered = log.durable.isEmpty() ? -1 : log.durable.getLast();
      }
    }
  }

  @Test
  void aPowerCutLosesOnlyWhatNoSyncHasCovered() throws Exception {
    int lost = 0;
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      TestLog log = log(Durability.ASYNC);
      CutBeforeSync cut = new CutBeforeSync(log, 1 + random.nextInt(100));
      log.disk.faults(cut);
      assertThatThrownBy(() -> log.requests(100)).isInstanceOf(PowerCut.class);

      TestLog after = log.reopen(log.disk.powerCut(random)).requests(3).close();

      Report report = after.verify();
      assertThat(report.intact()).as("seed %d: %s", seed, report.text()).isTrue();
      long kept = report.entries() - 1 - report.activity().count(Event.AUDIT_GAP) - 6 - 1;
      assertThat(kept).as("seed %d", seed).isGreaterThan(cut.covered);
      assertThat(log.durable.getLast() - cut.covered).as("seed %d", seed).isLessThanOrEqualTo(2);
      lost += kept <= log.durable.getLast() ? 1 : 0;
    }
    assertThat(lost).as("a record was called durable and is lost, which async may").isPositive();
  }
}
