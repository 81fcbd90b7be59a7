package dev.drawbridge.audit.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.witness.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness who takes his time holds nothing up but his own answers. */
class SlowWitnessTest {

  @TempDir Path folder;

  /** Does not know the log, and says so late. */
  private static final class Slow implements Witness {
    private final CountDownLatch until;
    private final long millis;
    private final List<Long> asked = new CopyOnWriteArrayList<>();

    Slow(CountDownLatch until, long millis) {
      this.until = until;
      this.millis = millis;
    }

    @Override
    public VerifierKey key() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long latestSize(String origin) {
      return 0;
    }

    @Override
    public SignedNote.Signature cosign(long oldSize, List<byte[]> proof, SignedNote note)
        throws IOException {
      try {
        asked.add(Checkpoint.parse(note.text()).size());
        var _ = until.await(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException | MalformedNoteException e) {
        throw new IOException(e);
      }
      throw new IOException("not today");
    }
  }

  private AuditLog open(Witness witness) throws IOException {
    LogSettings settings =
        new LogSettings(
            TestLog.ORIGIN,
            Durability.STRICT,
            new LogSettings.Limits(64, 16 << 10, 1 << 22, 1 << 22),
            new LogSettings.Rhythm(
                Duration.ZERO,
                Duration.ofMillis(1),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2)));
    return AuditLog.open(
        settings, TestLog.keys(), new DiskStorage(folder), Optional.of(witness), LogClock.system());
  }

  private static void append(AuditLog log) throws Exception {
    AuditRecord record = new AuditRecord();
    record.begin(Event.INFERENCE_DENIED).text(Field.MODEL_NAME, "iris");
    CompletableFuture<Long> durable = new CompletableFuture<>();
    log.append(
        record,
        new Receipt() {
          @Override
          public void durable(long index) {
            durable.complete(index);
          }

          @Override
          public void lost() {
            durable.completeExceptionally(new IOException("lost"));
          }
        });
    durable.get();
  }

  @Test
  void theNextSegmentIsMadeReadyMeanwhile() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    Slow witness = new Slow(answered, TimeUnit.MINUTES.toMillis(1));
    AuditLog log = open(witness);
    try {
      eventually(() -> !witness.asked.isEmpty());
      while (!Files.exists(folder.resolve("segments/00000002.seg"))) {
        append(log);
      }

      eventually(() -> Files.exists(folder.resolve("segments/spare")));

      assertThat(witness.asked).hasSize(1);
    } finally {
      answered.countDown();
      log.close();
    }
  }

  @Test
  void heIsAskedForTheEndTooThoughHeIsStillBusy() throws Exception {
    Slow witness = new Slow(new CountDownLatch(1), 100);
    AuditLog log = open(witness);
    append(log);
    eventually(() -> !witness.asked.isEmpty());

    log.close();

    assertThat(witness.asked.getLast()).isEqualTo(log.status().entries());
  }

  private static void eventually(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
