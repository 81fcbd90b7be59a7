package dev.drawbridge.audit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.publish.Prover;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.record.RecordReader;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
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
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a writer with SIGKILL at random moments, {@code -Daudit.kills} times, and looks for every
 * record that it had called durable.
 */
class KillNineTest {

  private static final int RUNS_PER_LOG = 20;
  private static final int LOOKED_AT = 200;

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
      Map<Long, Long> durable = writeUntilKilled(log);
      told += durable.size();

      Report report = recoverAndVerify(log);

      assertThat(report.intact()).as(report.text()).isTrue();
      assertThat(report.counts())
          .as(report.text())
          .containsKey(Code.CRASHED)
          .doesNotContainKeys(Code.KEY_MISSING, Code.KEY_CHANGE_UNRECORDED);
      compare(new DiskStorage(log), durable, report.entries());
      nextNumber += 1_000_000;
    }
    System.out.printf(
        "%d kills, %d records were durable under changing keys, none is lost%n", kills, told);
  }

  /** What the writer said was durable: number of the record by index. */
  private Map<Long, Long> writeUntilKilled(Path log) throws Exception {
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

  private static Map<Long, Long> read(Path told) throws IOException {
    Map<Long, Long> durable = new TreeMap<>();
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

  /** All by their index; of many, the contents of the last ones, which a crash endangers. */
  private void compare(Storage storage, Map<Long, Long> durable, long entries) throws Exception {
    Prover prover = new Prover(storage);
    long skipped = Math.max(0, durable.size() - LOOKED_AT);
    for (Map.Entry<Long, Long> record : durable.entrySet()) {
      assertThat(record.getKey()).isLessThan(entries);
      if (skipped-- <= 0) {
        byte[] found = shown(prover, record.getKey());
        assertThat(RecordReader.read(found)).containsEntry(Field.PROMPT_BYTES, record.getValue());
      }
    }
  }

  private static byte[] shown(Prover prover, long index) throws Exception {
    for (KeyEncryptionKey kek : CrashingWriter.KEKS) {
      try {
        return prover.show(index, kek).record();
      } catch (GeneralSecurityException e) {
        // It is under another key.
      }
    }
    throw new AssertionError("no key opens entry " + index);
  }
}
