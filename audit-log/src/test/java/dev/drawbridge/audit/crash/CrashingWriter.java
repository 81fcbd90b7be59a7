package dev.drawbridge.audit.crash;

import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.writer.Admission;
import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.Durability;
import dev.drawbridge.audit.writer.LogClock;
import dev.drawbridge.audit.writer.LogKeys;
import dev.drawbridge.audit.writer.LogSettings;
import dev.drawbridge.audit.writer.Receipt;
import dev.drawbridge.audit.writer.TestLog;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * A process that writes a log until it is killed. Each record carries a number of its own; whenever
 * one is durable, index and number go to standard output in one write. All the while the key that
 * wraps those of segments is changed.
 */
final class CrashingWriter {

  static final String ORIGIN = "cluster/ns/crash/uid/0";

  /** Bytes on standard output for each durable record: two numbers. */
  static final int TOLD_BYTES = 2 * Long.BYTES;

  static final List<KeyEncryptionKey> KEKS =
      List.of(TestLog.kek(0), TestLog.kek(1), TestLog.kek(2));

  private static final int IN_FLIGHT = 300;
  private static final int RECORDS_PER_KEY = 200;

  private CrashingWriter() {}

  static LogSettings settings(Durability durability) {
    return new LogSettings(
        ORIGIN,
        durability,
        new LogSettings.Limits(512, 64 << 10, 1L << 28, 1L << 28),
        LogSettings.Rhythm.usual());
  }

  static LogKeys keys(Path folder) throws Exception {
    LogSigner signer =
        LogSigner.of(
            ORIGIN,
            Files.readAllBytes(folder.resolve("private")),
            Files.readAllBytes(folder.resolve("public")));
    return new LogKeys(signer, KEKS.getFirst());
  }

  /** Arguments: folder of the log, folder of the keys, durability, first number. */
  public static void main(String[] args) throws Exception {
    AuditLog log =
        AuditLog.open(
            settings(Durability.valueOf(args[2])),
            keys(Path.of(args[1])),
            new DiskStorage(Path.of(args[0])),
            Optional.empty(),
            LogClock.system());
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    AuditRecord record = new AuditRecord();
    Semaphore inFlight = new Semaphore(IN_FLIGHT);
    for (long number = Long.parseLong(args[3]); ; number++) {
      if (number % RECORDS_PER_KEY == 0) {
        log.rotate(KEKS.get((int) (number / RECORDS_PER_KEY % KEKS.size())));
      }
      inFlight.acquire();
      record.begin(Event.INFERENCE_DENIED).number(Field.PROMPT_BYTES, number);
      record.text(Field.OP, "x".repeat((int) (number % 200)));
      Telling receipt = new Telling(out, number, inFlight);
      while (log.append(record, receipt) != Admission.TAKEN) {
        Thread.onSpinWait();
      }
    }
  }

  private record Telling(FileOutputStream out, long number, Semaphore inFlight) implements Receipt {

    @Override
    public void durable(long index) {
      try {
        out.write(ByteBuffer.allocate(TOLD_BYTES).putLong(index).putLong(number).array());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      inFlight.release();
    }

    @Override
    public void lost() {
      throw new IllegalStateException("a record was lost");
    }
  }
}
