package dev.drawbridge.audit.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.writer.TestLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorTest {

  private static final VerifierKey KEY = TestLog.trust().log();
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Entries for several segments of 16 KiB. */
  private static final int REQUESTS = 60;

  private static TestLog log() throws IOException {
    return TestLog.fresh().requests(REQUESTS).pass(SECOND);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 4096, 1 << 20})
  void aCopyIsTheSameByteForByte(int pieces) throws IOException {
    TestLog log = log().close();
    MemoryDisk copy = new MemoryDisk();

    Mirror mirror = new Copying(log.disk, pieces).copy(copy, KEY);

    assertThat(copy.contents().keySet().stream().filter(name -> name.endsWith(".seg")).count())
        .isGreaterThan(2);
    assertThat(copy.contents()).containsKey("confirmed").containsKeys("checkpoint", "hashes/0");
    copy.delete("confirmed"); // the copy's own, the log has none
    assertThat(copy.contents())
        .allSatisfy(
            (name, bytes) -> assertThat(log.disk.read(name).orElseThrow()).startsWith(bytes));
    assertThat(mirror.endsWithClose()).isTrue();
    assertThat(log.verify(copy).intact()).isTrue();
  }

  @Test
  void growsWithTheLogFromCheckpointToCheckpoint() throws IOException {
    TestLog log = TestLog.fresh().pass(SECOND);
    MemoryDisk copy = new MemoryDisk();
    Copying copying = new Copying(log.disk, 500);
    Mirror mirror = copying.copy(copy, KEY);

    for (int i = 0; i < 40; i++) {
      log.requests(3).pass(SECOND);
      copying.catchUp(mirror);
      assertThat(mirror.confirmedSize()).isEqualTo(log.status().checkpointSize());
      assertThat(mirror.endsWithClose()).isFalse();
    }

    assertThat(log.verify(copy).counts()).doesNotContainKey(Code.UNSIGNED_TAIL);
  }

  @Test
  void showsNothingThatNoCheckpointCovers() throws IOException {
    TestLog log = log();
    long covered = log.status().checkpointSize();
    log.requests(1); // in less than a second

    Mirror mirror = new Copying(log.disk, 4096).copy(new MemoryDisk(), KEY);

    assertThat(log.status().entries()).isGreaterThan(covered);
    assertThat(mirror.size()).isEqualTo(covered);
  }

  @Test
  void goesOnAfterTheLogCrashedAndItsTailWasCut() throws IOException {
    TestLog log = log();
    MemoryDisk copy = new MemoryDisk();
    new Copying(log.disk, 4096).copy(copy, KEY);
    log.requests(3);

    TestLog again = log.reopen(log.disk.powerCut(new Random(1))).requests(5).pass(SECOND);
    new Copying(again.disk, 4096).copy(copy, KEY);

    assertThat(again.verify(copy).intact()).isTrue();
    assertThat(again.verify(copy).counts()).containsKey(Code.CRASHED);
  }

  @Test
  void powerCutsLoseNothingThatWasConfirmed() throws IOException {
    Random random = new Random(7);
    TestLog log = TestLog.fresh().pass(SECOND);
    MemoryDisk copy = new MemoryDisk();
    for (int life = 0; life < 60; life++) {
      log.requests(random.nextInt(8)).pass(SECOND);
      Mirror mirror = new Copying(log.disk, 1 + random.nextInt(3000)).copy(copy, KEY);
      long confirmed = mirror.confirmedSize();
      log.requests(random.nextInt(8)).pass(SECOND);
      appendWithoutConfirming(log, mirror, random);

      copy = copy.powerCut(random);

      assertThat(Mirror.open(copy, KEY).confirmedSize()).isGreaterThanOrEqualTo(confirmed);
      assertThat(log.verify(copy).counts().keySet())
          .allMatch(code -> code.severity() == Code.Severity.WARNING || code == Code.WITNESS_AHEAD);
    }
  }

  private static void appendWithoutConfirming(TestLog log, Mirror mirror, Random random)
      throws IOException {
    try {
      new Copying(
              log.disk,
              500,
              bytes -> {
                if (random.nextInt(4) == 0) {
                  throw new Interrupted();
                }
                return bytes;
              })
          .catchUp(mirror);
    } catch (Interrupted e) {
      // As was wanted, now and then.
    }
  }

  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Test
  void everyWriteAndSyncMayFailOnce() throws IOException {
    TestLog log = log();
    for (int failing = 0; ; failing++) {
      MemoryDisk copy = new MemoryDisk();
      FailingOnce faults = new FailingOnce(failing);
      copy.faults(faults);
      try {
        new Copying(log.disk, 2000).copy(copy, KEY);
      } catch (IOException e) {
        assertThat(e).hasMessage("EIO");
      }

      copy.faults(new MemoryDisk.Faults() {});
      Mirror mirror = new Copying(log.disk, 2000).copy(copy, KEY);

      assertThat(mirror.confirmedSize()).isEqualTo(log.status().checkpointSize());
      assertThat(log.verify(copy.powerCut(new Random(failing))).intact()).isTrue();
      if (!faults.failed) {
        assertThat(failing).isGreaterThan(20);
        return;
      }
    }
  }

  private static final class FailingOnce implements MemoryDisk.Faults {
    private int left;
    private boolean failed;

    FailingOnce(int after) {
      left = after;
    }

    private void count() throws IOException {
      if (left-- == 0) {
        failed = true;
        throw new IOException("EIO");
      }
    }

    @Override
    public void beforeWrite(String name) throws IOException {
      count();
    }

    @Override
    public void beforeSync(String name) throws IOException {
      count();
    }
  }

  @Test
  void aBitThatFlipsOnTheWayIsNeverConfirmed() throws IOException {
    TestLog log = TestLog.fresh().requests(3).pass(SECOND);
    int length = log.disk.read("segments/00000000.seg").orElseThrow().length;
    int found = 0;
    for (int bit = 0; bit < 8 * length; bit += 11) {
      int flipped = bit;
      MemoryDisk copy = new MemoryDisk();
      Copying bad = new Copying(log.disk, 1 << 20, bytes -> flip(bytes, flipped));
      try {
        bad.copy(copy, KEY);
        break; // behind what was fetched
      } catch (MirrorBrokenException e) {
        found++;
        assertThat(Mirror.open(copy, KEY).confirmedSize()).isZero();
      }
    }
    assertThat(found).isGreaterThan(500);
  }

  private static byte[] flip(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    if (bit / 8 < bytes.length) {
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
    }
    return flipped;
  }

  @Test
  void aForkIsNotConfirmed() throws IOException {
    TestLog log = TestLog.fresh().pass(SECOND);
    MemoryDisk copy = new MemoryDisk();
    MemoryDisk then = MemoryDisk.of(log.disk.contents());
    log.requests(5).pass(SECOND);
    new Copying(log.disk, 4096).copy(copy, KEY);

    TestLog fork = log.reopenUnwitnessed(then).requests(9).pass(SECOND);

    assertThatThrownBy(() -> new Copying(fork.disk, 4096).copy(copy, KEY))
        .isInstanceOf(MirrorBrokenException.class);
    Mirror.open(copy, KEY); // which takes away what was not confirmed
    assertThat(log.verify(copy).intact()).isTrue();
  }

  @Test
  void aCopyThatWasChangedIsNotGoneOnWith() throws IOException {
    TestLog log = log();
    MemoryDisk copy = new MemoryDisk();
    new Copying(log.disk, 4096).copy(copy, KEY);
    String last = "segments/" + copy.list("segments").getLast();
    byte[] content = copy.read(last).orElseThrow();
    byte[] checkpoint = copy.read("confirmed").orElseThrow();

    copy.put(last, Arrays.copyOf(content, content.length - 200));
    assertThatThrownBy(() -> Mirror.open(copy, KEY)).isInstanceOf(MirrorBrokenException.class);

    copy.put(last, flip(content, 8 * (content.length - 30)));
    assertThatThrownBy(() -> Mirror.open(copy, KEY)).isInstanceOf(MirrorBrokenException.class);

    copy.put(last, content);
    copy.put("confirmed", flip(checkpoint, 8 * 30));
    assertThatThrownBy(() -> Mirror.open(copy, KEY))
        .isInstanceOf(MirrorBrokenException.class)
        .hasMessageContaining("says of itself");
  }

  @Test
  void worksOnARealDisk(@TempDir Path folder) throws IOException {
    TestLog log = log().close();
    DiskStorage copy = new DiskStorage(folder.resolve("c1/ns/model/uid/0"));

    new Copying(log.disk, 3000).copy(copy, KEY);

    assertThat(log.verify(copy).intact()).isTrue();
    assertThat(Mirror.open(copy, KEY).endsWithClose()).isTrue();
  }
}
