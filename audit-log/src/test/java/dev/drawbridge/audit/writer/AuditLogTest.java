package dev.drawbridge.audit.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.audit.verify.Trust;
import dev.drawbridge.audit.verify.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class AuditLogTest {

  private static final Trust TRUST = Trust.of(TestLog.keys().signer().verifier(), List.of(), 0);

  @TempDir Path folder;

  private static final class Future implements Receipt {
    final CompletableFuture<Long> index = new CompletableFuture<>();

    @Override
    public void durable(long at) {
      index.complete(at);
    }

    @Override
    public void lost() {
      index.completeExceptionally(new IOException("lost"));
    }

    long get() throws Exception {
      return index.get(30, TimeUnit.SECONDS);
    }
  }

  private static AuditLog open(Storage storage, Durability durability) throws IOException {
    return AuditLog.open(
        TestLog.settings(durability, 64 << 10, 1 << 24),
        TestLog.keys(),
        storage,
        Optional.empty(),
        LogClock.system());
  }

  private static Future append(AuditLog log, AuditRecord record) {
    Future future = new Future();
    while (log.append(record, future) == Admission.OVERLOADED) {
      Thread.onSpinWait();
    }
    return future;
  }

  private static AuditRecord accepted(AuditRecord record) {
    return record.begin(Event.INFERENCE_ACCEPTED).text(Field.MODEL_NAME, "iris");
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void recordsOfManyThreadsAreAllInTheLogOnce(Durability durability) throws Exception {
    Storage storage = new DiskStorage(folder);
    Set<Long> indices = ConcurrentHashMap.newKeySet();
    try (AuditLog log = open(storage, durability)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        threads.add(Thread.ofVirtual().start(() -> requests(log, indices)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    Report report = Verifier.verify(storage, TRUST, List.of(), List.of(TestLog.KEK));

    assertThat(indices).hasSize(4 * 2 * 50);
    assertThat(report.findings()).isEmpty();
    assertThat(report.entries()).isEqualTo(400 + 2);
  }

  private static void requests(AuditLog log, Set<Long> indices) {
    AuditRecord record = new AuditRecord();
    try {
      for (int i = 0; i < 50; i++) {
        long accepted = append(log, accepted(record)).get();
        indices.add(accepted);
        indices.add(append(log, record.beginCompletion(accepted)).get());
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What comes while the disk is busy is written together. */
  @Test
  void recordsThatWaitForTheDiskShareTheNextSync() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    SlowDisk slow = new SlowDisk();
    try (AuditLog log = open(disk, Durability.STRICT);
        slow) {
      disk.faults(slow);
      List<Future> receipts = new ArrayList<>(List.of(append(log, accepted(new AuditRecord()))));
      slow.awaitSync();
      for (int i = 0; i < 50; i++) {
        receipts.add(append(log, accepted(new AuditRecord())));
      }
      slow.goOn();

      for (int i = 0; i < receipts.size(); i++) {
        assertThat(receipts.get(i).get()).isEqualTo(1 + i);
      }
      assertThat(slow.syncs()).isEqualTo(2);
    }
  }

  @Test
  void twoWritersOfOneLogAreOneTooMany() throws Exception {
    try (AuditLog log = open(new DiskStorage(folder), Durability.STRICT)) {
      assertThat(log.status().state()).isEqualTo(LogStatus.State.OPEN);
      assertThatIOException().isThrownBy(() -> open(new DiskStorage(folder), Durability.STRICT));
    }
  }

  @Test
  void afterTheDiskHasFailedNothingIsTaken() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    try (AuditLog log = open(disk, Durability.STRICT)) {
      disk.faults(
          new MemoryDisk.Faults() {
            @Override
            public void beforeWrite(String name) throws IOException {
              throw new IOException("EIO");
            }
          });
      AuditRecord record = new AuditRecord();

      assertThat(
              append(log, accepted(record))
                  .index
                  .handle((_, e) -> e != null)
                  .get(30, TimeUnit.SECONDS))
          .isTrue();
      while (log.status().state() == LogStatus.State.OPEN) {
        Thread.onSpinWait();
      }

      assertThat(log.append(accepted(record), new Future())).isEqualTo(Admission.CLOSED);
      assertThat(log.status().problem()).contains("EIO");
    }
  }

  @Test
  void aFullRingTellsTheCallerAtOnce() throws Exception {
    Ring ring = new Ring(4);
    AuditRecord record = accepted(new AuditRecord());
    int length = record.encode(1, 1);
    for (int i = 0; i < 4; i++) {
      assertThat(ring.offer(record, length, new Future())).isTrue();
    }

    assertThat(ring.offer(record, length, new Future())).isFalse();

    List<Slot> batch = new ArrayList<>();
    ring.drainTo(batch, 2);
    ring.release(2);
    assertThat(ring.offer(record, length, new Future())).isTrue();
    assertThat(ring.offer(record, length, new Future())).isTrue();
    assertThat(ring.offer(record, length, new Future())).isFalse();
  }

  @Test
  void aRecordThatIsTooLongIsRefused() throws Exception {
    try (AuditLog log = open(new MemoryDisk(), Durability.STRICT)) {
      AuditRecord record = accepted(new AuditRecord()).text(Field.OP, "x".repeat(600));

      assertThat(log.append(record, new Future())).isEqualTo(Admission.TOO_LARGE);
    }
  }

  @Test
  void nobodyElseWritesTheLogsOwnRecords() throws Exception {
    try (AuditLog log = open(new MemoryDisk(), Durability.STRICT)) {
      AuditRecord record = new AuditRecord().begin(Event.AUDIT_GAP);

      assertThatIllegalArgumentException().isThrownBy(() -> log.append(record, new Future()));
    }
  }
}
