package dev.drawbridge.audit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.publish.Entries;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.record.RecordReader;
import dev.drawbridge.audit.record.RecordReader.MalformedRecordException;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.Entry.MalformedEntryException;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.segment.SegmentCipher;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.audit.verify.Trust;
import dev.drawbridge.audit.verify.Verifier;
import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.Durability;
import dev.drawbridge.audit.writer.LogClock;
import dev.drawbridge.audit.writer.LogKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a writer with SIGKILL at random moments, {@code -Daudit.kills} times, and looks for every
 * record that it had called durable.
 */
class KillNineTest {

  private static final int RUNS_PER_LOG = 20;

  @TempDir Path folder;
  private final Random random = new Random();
  private long nextNumber = 1;

  @BeforeEach
  void makeKeys() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Files.write(folder.resolve("private"), pair.getPrivate().getEncoded());
    Files.write(folder.resolve("public"), pair.getPublic().getEncoded());
  }

  @Test
  void noRecordThatWasCalledDurableIsLostAndNoTornOneIsTaken() throws Exception {
    int kills = Integer.getInteger("audit.kills", 3);
    long told = 0;
    for (int run = 0; run < kills; run++) {
      Path log = folder.resolve("log-" + run / RUNS_PER_LOG);
      NavigableMap<Long, Long> durable = writeUntilKilled(log);
      told += durable.size();

      Report report = recoverAndVerify(log);

      assertThat(report.intact()).as(report.text()).isTrue();
      assertThat(report.counts())
          .as(report.text())
          .containsKey(Code.CRASHED)
          .doesNotContainKeys(Code.KEY_MISSING, Code.KEY_CHANGE_UNRECORDED);
      assertThat(found(new DiskStorage(log), durable)).isEqualTo(durable);
      nextNumber += 1_000_000;
    }
    System.out.printf(
        "%d kills, %d records were durable under changing keys, all are there and open%n",
        kills, told);
  }

  /** What the writer said was durable: number of the record by index. */
  private NavigableMap<Long, Long> writeUntilKilled(Path log) throws Exception {
    Durability durability = random.nextBoolean() ? Durability.STRICT : Durability.GROUP;
    // A file, for a pipe is closed together with the process, and what it held is lost.
    Path told = Files.createTempFile(folder, "told", "");
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CrashingWriter.class.getName(),
                log.toString(),
                folder.toString(),
                durability.name(),
                String.valueOf(nextNumber))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(told.toFile())
            .start();
    try {
      while (Files.size(told) == 0) {
        assertThat(writer.isAlive()).as("the writer writes").isTrue();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(150_000)));
    } finally {
      writer.destroyForcibly().waitFor();
    }
    return read(told);
  }

  private static NavigableMap<Long, Long> read(Path told) throws IOException {
    NavigableMap<Long, Long> durable = new TreeMap<>();
    ByteBuffer numbers = ByteBuffer.wrap(Files.readAllBytes(told));
    while (numbers.remaining() >= CrashingWriter.TOLD_BYTES) {
      durable.put(numbers.getLong(), numbers.getLong());
    }
    Files.delete(told);
    return durable;
  }

  private Report recoverAndVerify(Path folderOfLog) throws Exception {
    Storage storage = new DiskStorage(folderOfLog);
    LogKeys keys = CrashingWriter.keys(folder);
    AuditLog.open(
            CrashingWriter.settings(Durability.STRICT),
            keys,
            storage,
            Optional.empty(),
            LogClock.system())
        .close();
    Trust trust = Trust.of(keys.signer().verifier(), List.of(), 0);
    return Verifier.verify(storage, trust, List.of(), CrashingWriter.KEKS);
  }

  /** The numbers of all those records as they are in the log, by index. */
  private static Map<Long, Long> found(Storage storage, NavigableMap<Long, Long> durable)
      throws IOException {
    Map<Long, Long> found = new TreeMap<>();
    Opening opening = new Opening();
    new Entries(storage)
        .from(
            durable.firstKey(),
            (header, index, entry) -> {
              if (durable.containsKey(index)) {
                found.put(index, opening.number(header, entry));
              }
              return index < durable.lastKey();
            });
    return found;
  }

  /** Opens the records of one segment after the other. */
  private static final class Opening {
    private int segment = -1;
    private @Nullable SegmentCipher cipher;

    long number(SegmentHeader header, byte[] entry) throws IOException {
      try {
        if (header.id() != segment || cipher == null) {
          segment = header.id();
          cipher = header.cipher(kek(header.kekId()));
        }
        byte[] record = cipher.open(Entry.read(ByteBuffer.wrap(entry)), entry);
        return (Long) RecordReader.read(record).getOrDefault(Field.PROMPT_BYTES, -1L);
      } catch (GeneralSecurityException | MalformedEntryException | MalformedRecordException e) {
        throw new IOException(e);
      }
    }

    private static KeyEncryptionKey kek(String kid) {
      return CrashingWriter.KEKS.stream()
          .filter(key -> key.kid().equals(kid))
          .findFirst()
          .orElseThrow();
    }
  }
}
