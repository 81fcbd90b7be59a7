package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.mirror.Mirror;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.note.WitnessSigner;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.audit.verify.Trust;
import dev.drawbridge.audit.verify.Verifier;
import dev.drawbridge.audit.witness.LocalWitness;
import dev.drawbridge.audit.witness.WitnessMemory;
import dev.drawbridge.operator.collector.Finding.FoundException;
import dev.drawbridge.operator.fixture.KnownCluster;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.plan.DeploymentKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a collector has: its disk, its memory, its key. It may be killed and begun again. */
final class Bench {

  static final WitnessSigner WITNESS = witness();

  final Path copies;
  final Path memory;
  private final VerifierKey key;
  UnaryOperator<Storage> disk = storage -> storage;
  UnaryOperator<WitnessMemory> remembering = any -> any;
  long quota = 1 << 30;
  boolean ending;
  final SettableClock clock = new SettableClock();
  private WatchedLog watched;

  private static WitnessSigner witness() {
    try {
      return new WitnessSigner("w", KeyPairGenerator.getInstance("ML-DSA-44").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  Bench(Path root, VerifierKey key) {
    this.key = key;
    copies = root.resolve("copies");
    memory = root.resolve("memory");
    watched = watch();
  }

  private WatchedLog watch() {
    WitnessMemory stored = WitnessMemory.in(new DiskStorage(memory));
    LocalWitness witness =
        new LocalWitness(
            WITNESS, remembering.apply(stored), Map.of(key.name(), key), Clock.systemUTC());
    return new WatchedLog(key, witness, disk.apply(copy()));
  }

  DiskStorage copy() {
    return new DiskStorage(copies.resolve(key.name()));
  }

  /** As after a crash: only what is on disk is left. */
  void restart() {
    watched = watch();
  }

  WatchedLog watched() {
    return watched;
  }

  /** Visits until there is nothing more to fetch, a minute apart. */
  void visit(PodLog door) throws IOException, FoundException {
    boolean more = true;
    while (more) {
      more = visitOnce(door);
    }
  }

  /** A minute later; true if there is more to fetch. */
  boolean visitOnce(PodLog door) throws IOException, FoundException {
    LogPod pod =
        new LogPod(
            "md-research-lab",
            "model-1",
            "uid-1",
            Optional.of("127.0.0.1"),
            Optional.empty(),
            new DeploymentKey("research", "lab"),
            ending);
    clock.advance(Duration.ofMinutes(1));
    return new Visit(pod, watched, door, equipment(), clock.instant()).run();
  }

  private Equipment equipment() {
    KnownCluster nothing = new KnownCluster();
    return new Equipment(
        any -> {
          throw new AssertionError("the door is given");
        },
        new Copies(copies, quota),
        new Cosigning(
            WITNESS, () -> WitnessMemory.in(new DiskStorage(memory)), Duration.ofSeconds(10)),
        new TrustedKeys(nothing),
        new GivenConfigurations(nothing),
        clock);
  }

  Optional<SignedNote> remembered() throws IOException {
    return watched.witness().latestNote(key.name());
  }

  long rememberedSize() throws IOException {
    return watched.witness().latestSize(key.name());
  }

  long confirmedSize() throws IOException {
    return Mirror.open(copy(), key).confirmedSize();
  }

  /** What an auditor finds who has the copy and the witness's note. */
  Report audit() throws IOException {
    List<byte[]> views = new ArrayList<>();
    remembered().ifPresent(note -> views.add(note.encode()));
    return Verifier.verify(copy(), Trust.of(key, List.of(WITNESS.verifier()), 1), views, List.of());
  }
}
