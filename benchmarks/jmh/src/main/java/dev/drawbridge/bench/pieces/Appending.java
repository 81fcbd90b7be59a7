package dev.drawbridge.bench.pieces;

import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.writer.Admission;
import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.Durability;
import dev.drawbridge.audit.writer.LogClock;
import dev.drawbridge.audit.writer.LogKeys;
import dev.drawbridge.audit.writer.LogSettings;
import dev.drawbridge.audit.writer.Receipt;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The whole way of a record, from setting its fields to hearing that it is durable, with 256 under
 * way. It is time that passes, not CPU: two threads work, and the disk.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first.
public class Appending {

  private static final String ORIGIN = "cluster/ns/bench/uid/0";
  private static final int RECORDS = 8192;
  private static final int UNDER_WAY = 256;
  private static final long QUOTA = 1L << 36;

  /** Of the log. */
  @Param({"GROUP", "ASYNC"})
  public Durability durability;

  private final AuditRecord record = new AuditRecord();
  private final Semaphore room = new Semaphore(UNDER_WAY);
  private final Receipt receipt =
      new Receipt() {
        @Override
        public void durable(long index) {
          room.release();
        }

        @Override
        public void lost() {
          throw new IllegalStateException("a record was lost");
        }
      };
  private Path folder;
  private AuditLog log;

  @Setup
  public void open() throws Exception {
    folder = Folders.create();
    LogSigner signer =
        new LogSigner(ORIGIN, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    log =
        AuditLog.open(
            new LogSettings(
                ORIGIN, durability, LogSettings.Limits.ofQuota(QUOTA), LogSettings.Rhythm.usual()),
            new LogKeys(signer, new FileKeyEncryptionKey(new byte[32])),
            new DiskStorage(folder),
            Optional.empty(),
            LogClock.system());
  }

  @TearDown
  public void close() throws IOException {
    log.close();
    Folders.delete(folder);
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void untilDurable() throws InterruptedException {
    for (int i = 0; i < RECORDS; i++) {
      room.acquire();
      while (log.append(Samples.accepted(record), receipt) != Admission.TAKEN) {
        Thread.onSpinWait();
      }
    }
    room.acquire(UNDER_WAY);
    room.release(UNDER_WAY);
  }
}
