package dev.drawbridge.operator.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.witness.WitnessMemory;
import dev.drawbridge.operator.collector.Finding.FoundException;
import dev.drawbridge.operator.control.audit.DoorReport.LogState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one visit after the other makes of a log that grows, and of one that is not what it was. */
class VisitTest {

  @TempDir static Path logs;
  private static LogHistory history;
  private static Path first;
  private static Path second;
  private static Path third;
  private static Path fork;

  @TempDir Path root;
  private Bench bench;

  @BeforeAll
  static void write() {
    history = new LogHistory(logs);
    first = history.grown(Optional.empty(), "first", 30);
    second = history.grown(Optional.of(first), "second", 40);
    third = history.grown(Optional.of(second), "third", 60);
    fork = history.grown(Optional.of(first), "fork", 150);
  }

  @BeforeEach
  void begin() {
    bench = new Bench(root, history.signer.verifier());
  }

  private static DirectPodLog door(Path folder) {
    return new DirectPodLog(folder, history.signer.verifier().vkey());
  }

  @Test
  void copiesCosignsAndAcknowledges() throws Exception {
    for (Path moment : new Path[] {first, second, third}) {
      DirectPodLog door = door(moment);

      bench.visit(door);

      long size = bench.rememberedSize();
      assertThat(bench.confirmedSize()).isEqualTo(size);
      assertThat(door.cosigned).hasSize(1);
      assertThat(door.acknowledged.getLast()).containsExactly(size, size);
      assertThat(bench.audit().intact()).as(bench.audit().text()).isTrue();
      assertThat(bench.audit().witnessedEntries()).isEqualTo(size);
    }
    assertThat(bench.watched().isClosed()).isTrue();
    assertSegmentsAreThoseOf(third);
  }

  private void assertSegmentsAreThoseOf(Path log) throws IOException {
    try (Stream<Path> files = Files.list(log.resolve("segments"))) {
      for (Path file : files.toList()) {
        byte[] copy =
            Files.readAllBytes(
                bench
                    .copies
                    .resolve(LogHistory.ORIGIN)
                    .resolve("segments")
                    .resolve(file.getFileName()));
        assertThat(Files.readAllBytes(file)).startsWith(copy);
      }
    }
  }

  @Test
  void doesNothingWhereNothingIsNew() throws Exception {
    DirectPodLog door = door(second);
    bench.visit(door);

    bench.visit(door);
    bench.visit(door);

    assertThat(door.cosigned).hasSize(1);
    assertThat(door.acknowledged).hasSize(1);
  }

  @Test
  void goesOnAfterARestartWithoutFetchingAnew() throws Exception {
    bench.visit(door(second));
    bench.restart();
    DirectPodLog door = door(third);
    long[] fetched = {0};
    door.way =
        bytes -> {
          fetched[0] += bytes.length;
          return bytes;
        };

    bench.visit(door);

    assertThat(fetched[0]).isLessThan(sizeOf(third) - sizeOf(first));
    assertThat(bench.audit().intact()).isTrue();
  }

  /** Or some doors together would keep all the others from being visited. */
  @Test
  void aDoorThatHandsOutByteForByteEndsItsVisit() throws Exception {
    DirectPodLog door = door(second);
    int[] reads = {0};
    door.way =
        bytes -> {
          reads[0]++;
          bench.clock.advance(Duration.ofSeconds(4));
          return Arrays.copyOf(bytes, 1);
        };

    assertThat(bench.visitOnce(door)).isTrue();

    assertThat(reads[0]).isLessThan(5);
    door.way = bytes -> bytes;
    bench.visit(door);
    assertThat(bench.confirmedSize()).isEqualTo(bench.rememberedSize()).isPositive();
    assertThat(bench.audit().intact()).as(bench.audit().text()).isTrue();
  }

  private static long sizeOf(Path log) throws IOException {
    try (Stream<Path> files = Files.list(log.resolve("segments"))) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void fetchesAgainWhatWasCosignedWhenTheCopyIsLost() throws Exception {
    bench.visit(door(second));
    Bench elsewhere = new Bench(root.resolve("elsewhere"), history.signer.verifier());
    LogHistory.copy(bench.memory, elsewhere.memory);

    elsewhere.visit(door(second)); // which has nothing new

    assertThat(elsewhere.confirmedSize()).isEqualTo(bench.confirmedSize());
    assertThat(elsewhere.audit().intact()).isTrue();
  }

  @Test
  void aForkIsNamedAndNotCosigned() throws Exception {
    bench.visit(door(second));
    Optional<SignedNote> before = bench.remembered();

    assertFound(Problem.FORKED, door(fork));
    bench.restart();
    assertFound(Problem.FORKED, door(fork));

    assertThat(bench.remembered().map(SignedNote::text)).isEqualTo(before.map(SignedNote::text));
    assertThat(bench.audit().intact()).as(bench.audit().text()).isTrue();
  }

  @Test
  void aForkIsNamedByTheCopyAloneToo() throws Exception {
    bench.visit(door(first));
    bench.remembering = any -> forgetting();
    bench.restart();
    assertFound(Problem.MEMORY, door(second)); // copied, and not cosigned
    bench.remembering = any -> any;
    bench.restart();
    assertThat(bench.rememberedSize()).isLessThan(bench.confirmedSize());

    DirectPodLog door = door(fork);
    assertFound(Problem.FORKED, door);

    assertThat(door.cosigned).isEmpty();
    assertThat(door.acknowledged).isEmpty();
  }

  /** It reads, and does not write. */
  private WitnessMemory forgetting() {
    WitnessMemory stored = WitnessMemory.in(new DiskStorage(bench.memory));
    return new WitnessMemory() {
      @Override
      public Optional<byte[]> read(String origin) throws IOException {
        return stored.read(origin);
      }

      @Override
      public void replace(String origin, byte[] note) throws IOException {
        throw new IOException("the API server is away");
      }
    };
  }

  @Test
  void aLogThatWasCutIsNamedWithAndWithoutWhatIsInMemory() throws Exception {
    bench.visit(door(third));

    assertFound(Problem.SHRUNK, door(second));
    bench.restart();
    assertFound(Problem.SHRUNK, door(second));
  }

  @Test
  void anotherKeyIsNamed() throws Exception {
    LogHistory stranger = new LogHistory(root.resolve("stranger"));
    Path other = stranger.grown(Optional.empty(), "other", 5);

    assertFound(Problem.OTHER_KEY, new DirectPodLog(other, stranger.signer.verifier().vkey()));
    assertFound(Problem.NOT_SIGNED, door(other)); // it says what is wanted to be heard

    assertThat(bench.remembered()).isEmpty();
  }

  @Test
  void bytesThatWereNotSignedAreNotKept() throws Exception {
    DirectPodLog door = door(second);
    door.way =
        bytes -> {
          bytes[bytes.length / 2] ^= 1;
          return bytes;
        };

    assertFound(Problem.COPY_DIFFERS, door);
    assertThat(door.acknowledged).isEmpty();
    door.way = bytes -> bytes;
    bench.visit(door);

    assertThat(bench.audit().intact()).isTrue();
  }

  @Test
  void withoutRoomItStillCosigns() throws Exception {
    bench.quota = 5000;
    DirectPodLog door = door(second);

    assertFound(Problem.STORAGE, door);

    assertThat(door.cosigned).hasSize(1);
    assertThat(door.acknowledged.getLast()[0]).isZero();
    bench.quota = 1 << 30;
    bench.visit(door);
    assertThat(bench.audit().intact()).isTrue();
  }

  @Test
  void nothingIsCosignedThatCannotBeRemembered() throws Exception {
    bench.remembering = any -> forgetting();
    bench.restart();
    DirectPodLog door = door(first);

    assertFound(Problem.MEMORY, door);

    assertThat(door.cosigned).isEmpty();
    assertThat(bench.confirmedSize()).isPositive();
  }

  @Test
  void aLogThatFailedIsFetchedAndNamed() throws Exception {
    DirectPodLog door = door(first);
    door.state = LogState.FAILED;

    assertFound(Problem.LOG_FAILED, door);

    assertThat(bench.audit().intact()).isTrue();
  }

  @Test
  void aDamagedCopyIsNamedAndTheLogStillCosigned() throws Exception {
    bench.visit(door(first));
    Path confirmed = bench.copies.resolve(LogHistory.ORIGIN).resolve("confirmed");
    Files.writeString(confirmed, "something else");
    bench.restart();
    DirectPodLog door = door(second);

    assertFound(Problem.COPY_DAMAGED, door);

    assertThat(door.cosigned).hasSize(1);
  }

  private void assertFound(Problem problem, DirectPodLog door) {
    assertThatThrownBy(() -> bench.visit(door))
        .isInstanceOfSatisfying(
            FoundException.class,
            found -> {
              assertThat(found.finding().problem())
                  .as(found.finding().message())
                  .isEqualTo(problem);
              assertThat(found.finding().message()).endsWith(".");
            });
  }

  @Test
  void killedAnywhereItNeverContradictsItselfNorSaysThatItKeepsWhatItDoesNot() throws Exception {
    int kills = 0;
    for (int after = 0; ; after += after < 60 ? 1 : 3) {
      Bench killed = new Bench(root.resolve("kill-" + after), history.signer.verifier());
      Killing killing = new Killing(after);
      killed.disk = killing::disk;
      killed.remembering = killing::memory;
      killed.restart();
      boolean wasKilled = false;
      long told = 0;
      long cosigned = 0;
      for (Path moment : new Path[] {first, second, third}) {
        DirectPodLog door = door(moment);
        try {
          killed.visit(killing.door(door));
        } catch (Killing.Killed e) {
          wasKilled = true;
          killed.restart();
        }
        for (long[] acknowledged : door.acknowledged) {
          told = Math.max(told, acknowledged[0]);
        }
        for (SignedNote note : door.cosigned) {
          cosigned = Math.max(cosigned, sizeOf(note));
        }
        assertThat(killed.confirmedSize()).isGreaterThanOrEqualTo(told);
        assertThat(killed.rememberedSize()).isGreaterThanOrEqualTo(cosigned);
      }
      killing.disarm();
      killed.restart();
      assertFound(killed, Problem.FORKED, door(fork));
      killed.restart();
      assertThatCode(() -> killed.visit(door(third))).doesNotThrowAnyException();
      assertThat(killed.audit().intact()).as(killed.audit().text()).isTrue();
      if (!wasKilled) {
        assertThat(kills).isGreaterThan(50);
        return;
      }
      kills++;
    }
  }

  private static void assertFound(Bench with, Problem problem, DirectPodLog door) {
    assertThatThrownBy(() -> with.visit(door))
        .isInstanceOfSatisfying(
            FoundException.class,
            found -> assertThat(found.finding().problem()).isEqualTo(problem));
  }

  private static long sizeOf(SignedNote note) throws Exception {
    return Checkpoint.parse(note.text()).size();
  }
}
