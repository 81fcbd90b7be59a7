package dev.drawbridge.audit.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.record.RecordReader;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.Frame;
import dev.drawbridge.audit.segment.SegmentCipher;
import dev.drawbridge.audit.segment.SegmentReader;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.audit.verify.Trust;
import dev.drawbridge.audit.verify.Verifier;
import dev.drawbridge.audit.writer.LogStatus.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log whose disk failed goes on when the disk does, in the same process. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HealingTest {

  private static final MemoryDisk.Faults NONE = new MemoryDisk.Faults() {};

  /** Nothing can be written. */
  private static final MemoryDisk.Faults READ_ONLY =
      new MemoryDisk.Faults() {
        @Override
        public void beforeWrite(String name) throws IOException {
          throw new IOException("EROFS");
        }

        @Override
        public void beforeAllocate(String name) throws IOException {
          throw new IOException("EROFS");
        }
      };

  /** What is written stays in the cache, where the next one who looks finds it. */
  private static final MemoryDisk.Faults FAILS_TO_SYNC =
      new MemoryDisk.Faults() {
        @Override
        public void beforeSync(String name) throws IOException {
          throw new IOException("EIO");
        }
      };

  private final MemoryDisk disk = new MemoryDisk();
  private final Set<Long> durable = ConcurrentHashMap.newKeySet();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong answers = new AtomicLong();

  private final class Counting implements Receipt {
    @Override
    public void durable(long index) {
      durable.add(index);
      answers.incrementAndGet();
    }

    @Override
    public void lost() {
      lost.incrementAndGet();
      answers.incrementAndGet();
    }
  }

  private AuditLog open() throws IOException {
    LogSettings.Rhythm usual = LogSettings.Rhythm.usual();
    LogSettings settings = TestLog.settings(Durability.GROUP, 64 << 10, 1 << 24);
    LogSettings.Rhythm soon =
        new LogSettings.Rhythm(
            Duration.ofNanos(300_000),
            Duration.ofMillis(1),
            usual.heartbeat(),
            usual.anchor(),
            usual.clockStep(),
            Duration.ofMillis(1));
    return AuditLog.open(
        new LogSettings(settings.origin(), settings.durability(), settings.limits(), soon),
        TestLog.keys(),
        disk,
        Optional.empty(),
        LogClock.system());
  }

  private static AuditRecord accepted() {
    return new AuditRecord().begin(Event.INFERENCE_ACCEPTED).text(Field.MODEL_NAME, "iris");
  }

  /** Hands one over, and counts it as missing where it is not taken. */
  private boolean append(AuditLog log, AuditRecord record) {
    boolean taken = log.append(record, new Counting()) == Admission.TAKEN;
    if (!taken) {
      log.missing();
    }
    return taken;
  }

  /** Returns when the record is durable or lost. */
  private void appended(AuditLog log, AuditRecord record) {
    long before = answers.get();
    if (append(log, record)) {
      await(() -> answers.get() > before);
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) {
    while (!condition.holds()) {
      LockSupport.parkNanos(20_000);
      assertThat(Thread.currentThread().isInterrupted()).as("time is over").isFalse();
    }
  }

  private static void awaitState(AuditLog log, State state) {
    await(() -> stateOf(log) == state);
  }

  /** A log that keeps out itself would never heal, and nobody should wait for that. */
  private static State stateOf(AuditLog log) {
    LogStatus status = log.status();
    assertThat(status.problem()).isNotEqualTo("locked");
    return status.state();
  }

  /** Waits until it was tried to open the log as it is now. */
  private static void awaitTry(AuditLog log) {
    await(() -> stateOf(log) == State.OPEN || log.status().problem().startsWith("the log"));
  }

  private void fails(AuditLog log, MemoryDisk.Faults how) {
    disk.faults(how);
    append(log, accepted());
    awaitState(log, State.FAILED);
  }

  private void heals(AuditLog log) {
    disk.faults(NONE);
    awaitState(log, State.OPEN);
  }

  private Report verified() throws IOException {
    Trust trust = Trust.of(TestLog.keys().signer().verifier(), List.of(), 0);
    Report report = Verifier.verify(disk, trust, List.of(), List.of(TestLog.KEK, TestLog.kek(1)));
    assertThat(report.intact()).as(report.text()).isTrue();
    return report;
  }

  private List<Map<Field, Object>> records(Event event) throws Exception {
    List<Map<Field, Object>> records = new ArrayList<>();
    for (String name : disk.list("segments")) {
      if (name.endsWith(".seg")) {
        read("segments/" + name, records);
      }
    }
    return records.stream().filter(one -> event.text().equals(one.get(Field.EVENT))).toList();
  }

  private void read(String name, List<Map<Field, Object>> records) throws Exception {
    try (SegmentReader reader =
        new SegmentReader(disk.openToRead(name).orElseThrow(), Long.MAX_VALUE)) {
      boolean usual = reader.header().kekId().equals(TestLog.KEK.kid());
      SegmentCipher cipher = reader.header().cipher(usual ? TestLog.KEK : TestLog.kek(1));
      for (ByteBuffer frame = reader.next(); frame != null; frame = reader.next()) {
        if (reader.type() == Frame.ENTRY) {
          byte[] bytes = new byte[frame.remaining()];
          frame.duplicate().get(bytes);
          records.add(RecordReader.read(cipher.open(Entry.read(frame), bytes)));
        }
      }
    }
  }

  private long missing() throws Exception {
    return records(Event.AUDIT_GAP).stream()
        .filter(gap -> "dropped".equals(gap.get(Field.GAP_REASON)))
        .mapToLong(gap -> (Long) gap.get(Field.GAP_RECORDS))
        .sum();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whenTheDiskIsBackTheLogGoesOnAndSaysHowManyRecordsAreMissing(boolean readOnly)
      throws Exception {
    try (AuditLog log = open()) {
      appended(log, accepted());
      fails(log, readOnly ? READ_ONLY : FAILS_TO_SYNC);
      await(() -> lost.get() == 1);
      for (int i = 0; i < 10; i++) {
        assertThat(append(log, accepted())).isFalse();
      }
      assertThat(log.status().droppedRecords()).isEqualTo(11);

      heals(log);
      appended(log, accepted());
      assertThat(log.status().problem()).isEmpty();
      await(() -> log.status().checkpointSize() == log.status().entries());
    }

    verified();
    assertThat(durable).hasSize(2);
    assertThat(records(Event.INFERENCE_ACCEPTED)).hasSize(2);
    assertThat(missing()).isEqualTo(11);
    assertThat(records(Event.LOG_OPEN))
        .extracting(one -> one.get(Field.LOG_PREVIOUS))
        .containsExactly("none", "crashed");
    assertThat(disk.open()).isEmpty();
  }

  /** Whenever it fails and comes back, and wherever the records are then. */
  @Test
  void eachRecordIsInTheLogOrCountedAndNoneIsBoth() throws Exception {
    Random random = new Random(7);
    AtomicLong refused = new AtomicLong();
    try (AuditLog log = open()) {
      List<Thread> threads = new ArrayList<>();
      AtomicLong going = new AtomicLong(1);
      for (int t = 0; t < 4; t++) {
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      while (going.get() > 0) {
                        refused.addAndGet(append(log, accepted()) ? 0 : 1);
                        LockSupport.parkNanos(20_000);
                      }
                    }));
      }
      for (int life = 0; life < 40; life++) {
        long before = durable.size();
        await(() -> durable.size() > before + 20);
        disk.faults(random.nextBoolean() ? FAILS_TO_SYNC : READ_ONLY);
        awaitState(log, State.FAILED);
        heals(log);
      }
      going.set(0);
      for (Thread thread : threads) {
        thread.join();
      }
    }

    Report report = verified();
    assertThat(report.counts()).containsKeys(Code.GAP, Code.CRASHED);
    assertThat(records(Event.INFERENCE_ACCEPTED)).hasSize(durable.size());
    assertThat(missing()).isEqualTo(lost.get() + refused.get());
    assertThat(disk.open()).isEmpty();
  }

  /** Else it would keep itself out of its folder, and files would pile up. */
  @Test
  void aLogThatFailedHasLetGoOfItsFolderAndItsFiles() throws Exception {
    try (AuditLog log = open()) {
      appended(log, accepted());
      fails(log, READ_ONLY);
      disk.becomes(Map.of());
      await(
          () -> stateOf(log) == State.FAILED && log.status().problem().contains("no longer there"));

      assertThat(disk.open()).isEmpty();
      disk.lock().close();
    }
  }

  @Test
  void theEndOfARequestThatBeganBeforeIsMissing() throws Exception {
    try (AuditLog log = open()) {
      appended(log, accepted());
      long index = durable.iterator().next();
      fails(log, READ_ONLY);
      heals(log);

      appended(log, new AuditRecord().beginCompletion(index).text(Field.OUTCOME, "ok"));
      assertThat(lost.get()).isEqualTo(2);
    }

    assertThat(verified().counts()).containsKey(Code.ACCEPTED_WITHOUT_COMPLETED);
    assertThat(records(Event.INFERENCE_COMPLETED)).isEmpty();
    assertThat(missing()).isEqualTo(2);
  }

  @Test
  void aDiskThatWentBackToAnOlderStateIsNotTakenUpThoughItIsConsistent() throws Exception {
    try (AuditLog log = open()) {
      appended(log, accepted());
      await(() -> log.status().checkpointSize() == log.status().entries());
      Map<String, byte[]> older = disk.contents();
      appended(log, accepted());
      await(() -> log.status().checkpointSize() == log.status().entries());
      Map<String, byte[]> newest = disk.contents();

      fails(log, READ_ONLY);
      disk.becomes(older);
      disk.faults(NONE);
      awaitTry(log);
      assertThat(log.status().problem()).contains("has signed");
      disk.becomes(newest);

      assertThat(log.status().state()).isEqualTo(State.FAILED);
      assertThat(append(log, accepted())).isFalse();
    }
    assertThat(records(Event.LOG_OPEN)).hasSize(1);
  }

  @Test
  void whereTheLogIsNotThereNoneIsBegun() throws Exception {
    try (AuditLog log = open()) {
      appended(log, accepted());
      fails(log, READ_ONLY);
      Map<String, byte[]> all = disk.contents();
      disk.becomes(Map.of());
      disk.faults(NONE);
      awaitTry(log);
      assertThat(log.status().problem()).contains("no longer there");
      assertThat(disk.contents()).isEmpty();

      disk.becomes(all);
      awaitState(log, State.OPEN);
      appended(log, accepted());
    }

    verified();
    assertThat(records(Event.INFERENCE_ACCEPTED)).hasSize(2);
  }

  /** Else it would count as a log that somebody emptied, and never be opened again. */
  @Test
  void aVolumeThatGoesWhileTheLogIsOpenedIsWaitedForToo() throws Exception {
    try (AuditLog log = open()) {
      appended(log, accepted());
      await(() -> log.status().checkpointSize() == log.status().entries());
      fails(log, READ_ONLY);
      Map<String, byte[]> all = disk.contents();
      disk.faults(
          new MemoryDisk.Faults() {
            @Override
            public void beforeLock() {
              disk.becomes(Map.of());
            }
          });
      await(() -> log.status().problem().contains("no longer there"));
      disk.faults(NONE);

      disk.becomes(all);
      awaitState(log, State.OPEN);
      appended(log, accepted());
    }

    verified();
    assertThat(records(Event.INFERENCE_ACCEPTED)).hasSize(2);
  }

  @Test
  void aKeyThatWasGivenMeanwhileIsTheOneFromThenOn() throws Exception {
    try (AuditLog log = open()) {
      fails(log, READ_ONLY);
      log.rotate(TestLog.kek(1));
      heals(log);
      appended(log, accepted());
      fails(log, READ_ONLY);
      heals(log);
    }

    verified();
    assertThat(records(Event.KEY_ROTATED))
        .extracting(one -> one.get(Field.KEY_KID))
        .containsExactly(TestLog.kek(1).kid());
  }

  @Test
  void aDiskThatHangsLosesNothingAndIsNotWaitedForWhenItIsKnownToHang() throws Exception {
    CountDownLatch answers = new CountDownLatch(1);
    try (AuditLog log = open()) {
      disk.faults(
          new MemoryDisk.Faults() {
            @Override
            public void beforeSync(String name) throws IOException {
              try {
                answers.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
            }
          });
      assertThat(append(log, accepted())).isTrue();
      awaitState(log, State.FAILED);
      assertThat(log.status().problem()).isEqualTo("the disk does not answer");
      assertThat(append(log, accepted())).isFalse();
      assertThat(durable).isEmpty();

      answers.countDown();
      awaitState(log, State.OPEN);
      await(() -> durable.size() == 1);
      appended(log, accepted());
    }

    assertThat(verified().counts()).doesNotContainKey(Code.CRASHED);
    assertThat(records(Event.INFERENCE_ACCEPTED)).hasSize(2);
    assertThat(missing()).isEqualTo(1);
    assertThat(lost.get()).isZero();
  }
}
