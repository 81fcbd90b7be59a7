package dev.drawbridge.operator.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.witness.WitnessMemory;
import dev.drawbridge.operator.control.audit.Configurations;
import dev.drawbridge.operator.control.audit.DoorReport;
import dev.drawbridge.operator.control.audit.LogObservation;
import dev.drawbridge.operator.fixture.KnownCluster;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others are told of a log that is visited again and again. */
class LogWatchTest {

  private static final DeploymentKey DEPLOYMENT = new DeploymentKey("research", "lab");

  private static final String CONFIGURATION = "sidecar-0123456789ab";

  @TempDir static Path logs;
  private static LogHistory history;
  private static Path log;
  private static Path grown;

  @TempDir Path root;
  private final SettableClock clock = new SettableClock();
  private final List<DeploymentKey> changed = new ArrayList<>();
  private DirectPodLog door;
  private PodLogs doors = pod -> door;
  private UnaryOperator<WitnessMemory> memory = any -> any;
  private KnownCluster cluster = new KnownCluster();
  private ConfigMap given = configuration("{}");
  private LogWatch watch;

  @BeforeAll
  static void write() {
    history = new LogHistory(logs);
    log = history.grown(Optional.empty(), "log", 20);
    grown = history.grown(Optional.of(log), "grown", 20);
  }

  @BeforeEach
  void begin() {
    door = new DirectPodLog(log, history.signer.verifier().vkey());
    watch = watch();
  }

  private LogWatch watch() {
    cluster =
        new KnownCluster()
            .add(Samples.publicDemo("research", "lab"))
            .add(given)
            .add(
                LoggingPod.keyRecord(
                    DEPLOYMENT, history.signer.verifier().named("c1/research/lab").vkey()));
    WitnessMemory stored = WitnessMemory.in(new DiskStorage(root.resolve("memory")));
    return new LogWatch(
        new LogPod(
            ServingNames.namespace(DEPLOYMENT),
            "lab-pod",
            "uid-1",
            Optional.of("127.0.0.1"),
            Optional.of(CONFIGURATION),
            DEPLOYMENT,
            false),
        new Equipment(
            pod -> doors.of(pod),
            new Copies(root.resolve("copies"), 1 << 30),
            new Cosigning(Bench.WITNESS, () -> memory.apply(stored), Duration.ofSeconds(10)),
            new TrustedKeys(cluster),
            new GivenConfigurations(cluster),
            clock),
        new News(
            new CollectorListener() {
              @Override
              public void changed(DeploymentKey deployment) {
                changed.add(deployment);
              }

              @Override
              public void found(DeploymentKey deployment, String pod, Finding finding) {
                throw new AssertionError("the pod is there");
              }
            }));
  }

  /** A while later. */
  private Optional<LogObservation> visit(Duration later) {
    clock.advance(later);
    assertThat(watch.schedule().begin(clock.instant())).isTrue();
    watch.visit(Duration.ofSeconds(1));
    return watch.observation();
  }

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration LATE = Duration.ofMinutes(3);

  @Test
  void whatADoorSaysIsNewsOnce() {
    DoorReport well = visit(SOON).flatMap(LogObservation::door).orElseThrow();
    assertThat(well)
        .isEqualTo(new DoorReport(DoorReport.LogState.OPEN, "disk full", "sha256:1", "", ""));
    assertThat(changed).containsExactly(DEPLOYMENT);

    door.configProblem = "port is 0: use another";
    visit(SOON);
    DoorReport refusing = visit(SOON).flatMap(LogObservation::door).orElseThrow();

    assertThat(refusing.configProblem()).isEqualTo("port is 0: use another");
    assertThat(changed).hasSize(2);
    door.configProblem = "";
    assertThat(visit(SOON).flatMap(LogObservation::door)).contains(well);
    assertThat(changed).hasSize(3);
  }

  /** Whoever is in the pod writes what people read in a terminal. */
  @Test
  void whatADoorSaysIsOneLineAndNotTooLong() {
    door.configProblem = "\u001b[2J\nall is well" + "!".repeat(5000);

    String said = visit(SOON).flatMap(LogObservation::door).orElseThrow().configProblem();

    assertThat(said).startsWith(" [2J all is well!").hasSizeLessThan(600);
  }

  @Test
  void silenceIsNewsWhenItHasLastedTooLong() {
    visit(SOON);
    doors =
        pod -> {
          throw new UncheckedIOException(new IOException("away"));
        };
    visit(SOON);
    assertThat(changed).hasSize(1);
    assertThat(watch.finding().map(Finding::problem)).contains(Problem.UNREACHABLE);

    LogObservation seen = visit(LATE).orElseThrow();

    assertThat(seen.isSilent(clock.instant())).isTrue();
    assertThat(changed).hasSize(2);
    visit(LATE);
    assertThat(changed).hasSize(2);
  }

  @Test
  void aDoorThatSignsWithAnotherKeyIsEvidenceFromTheFirstVisitOn() {
    door = new DirectPodLog(log, LogHistory.signer(LogHistory.ORIGIN).verifier().vkey());

    LogObservation seen = visit(SOON).orElseThrow();

    assertThat(seen.problem().orElseThrow()).contains("signs with a key");
    assertThat(changed).hasSize(1);
  }

  @Test
  void aLogThatFailedIsNoEvidenceAgainstIt() {
    door.state = DoorReport.LogState.FAILED;

    LogObservation seen = visit(SOON).orElseThrow();

    assertThat(seen.problem()).isEmpty();
    assertThat(seen.door().map(DoorReport::log)).contains(DoorReport.LogState.FAILED);
  }

  @Test
  void aWitnessThatCannotRememberAgreesWithNothing() {
    memory = any -> forgetting();
    watch = watch();
    assertThat(visit(SOON).orElseThrow().isUnwitnessed(clock.instant())).isFalse();

    LogObservation seen = visit(LATE).orElseThrow();

    assertThat(seen.isSilent(clock.instant())).isFalse();
    assertThat(seen.isUnwitnessed(clock.instant())).isTrue();
    assertThat(changed).hasSize(2);
  }

  /** The memory is what is to be mended then, and not the door. */
  @Test
  void aLogThatGrowsIsNotStalledWhereTheWitnessCannotReadItsMemory() {
    memory = any -> unreadable();
    watch = watch();
    visit(SOON);
    door = new DirectPodLog(grown, history.signer.verifier().vkey());

    LogObservation seen = visit(LATE).orElseThrow();

    assertThat(watch.finding().map(Finding::problem)).contains(Problem.MEMORY);
    assertThat(seen.isUnwitnessed(clock.instant())).isTrue();
    assertThat(seen.isStalled(clock.instant())).isFalse();
  }

  @Test
  void aLogThatWasCutIsNamedWhereTheWitnessCannotReadItsMemory() {
    door = new DirectPodLog(grown, history.signer.verifier().vkey());
    memory = any -> unreadable();
    watch = watch();
    visit(SOON);
    door = new DirectPodLog(log, history.signer.verifier().vkey());

    visit(SOON);

    assertThat(watch.finding().map(Finding::problem)).contains(Problem.SHRUNK);
  }

  private static WitnessMemory forgetting() {
    return reading(Optional::empty);
  }

  private static WitnessMemory unreadable() {
    return reading(
        () -> {
          throw new IOException("the API server is away");
        });
  }

  private interface Reading {
    Optional<byte[]> read() throws IOException;
  }

  /** It never writes. */
  private static WitnessMemory reading(Reading reading) {
    return new WitnessMemory() {
      @Override
      public Optional<byte[]> read(String origin) throws IOException {
        return reading.read();
      }

      @Override
      public void replace(String origin, byte[] note) throws IOException {
        throw new IOException("the API server is away");
      }
    };
  }

  @Test
  void aConfigurationThatADoorDoesNotTakeIsNewsWhenItHasLastedTooLong() {
    door.configDigest = Configurations.digest(given);
    visit(SOON);
    give("{\"another\": 1}");
    assertThat(visit(SOON).orElseThrow().isOutdated(clock.instant())).isFalse();
    assertThat(visit(LATE).orElseThrow().isOutdated(clock.instant())).isFalse();
    int told = changed.size();

    assertThat(visit(LATE).orElseThrow().isOutdated(clock.instant())).isTrue();

    assertThat(changed).hasSize(told + 1);
    visit(SOON);
    assertThat(changed).hasSize(told + 1);
    door.configDigest = Configurations.digest(given);
    assertThat(visit(SOON).orElseThrow().isOutdated(clock.instant())).isFalse();
    assertThat(changed).hasSize(told + 2);
  }

  /** However long nothing was changed before. */
  @Test
  void aDoorHasItsTimeFromTheChangeOn() {
    door.configDigest = Configurations.digest(given);
    visit(SOON);
    visit(LATE);
    visit(LATE);
    give("{\"another\": 1}");

    assertThat(visit(SOON).orElseThrow().isOutdated(clock.instant())).isFalse();
  }

  /** Where one change comes after the other it never has the newest, and is well. */
  @Test
  void aDoorThatTakesOneAfterTheOtherIsNotOutdated() {
    for (int change = 0; change < 4; change++) {
      door.configDigest = Configurations.digest(given);
      give("{\"another\": %d}".formatted(change));

      assertThat(visit(LATE).orElseThrow().isOutdated(clock.instant())).isFalse();
    }
  }

  private void give(String json) {
    cluster.remove(given);
    given = configuration(json);
    cluster.add(given);
  }

  private static ConfigMap configuration(String json) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(ServingNames.namespace(DEPLOYMENT))
        .withName(CONFIGURATION)
        .endMetadata()
        .addToData("sidecar.json", json)
        .build();
  }

  /** What nobody thought of, or a moment without memory. */
  @Test
  void afterAnErrorItIsVisitedAgain() {
    doors =
        pod -> {
          throw new StackOverflowError();
        };
    visit(SOON);
    doors = pod -> door;

    assertThat(visit(SOON)).isPresent();
  }

  @Test
  void agreesWithALogThatIsCosignedAsOftenAsIsDue() {
    visit(SOON);

    assertThat(visit(LATE).orElseThrow().isUnwitnessed(clock.instant())).isFalse();
  }

  @Test
  void aKeyOfAnotherDeploymentIsNone() {
    LogPod other =
        new LogPod(
            ServingNames.namespace(DEPLOYMENT),
            "lab-pod",
            "uid-1",
            Optional.of("127.0.0.1"),
            Optional.empty(),
            DEPLOYMENT,
            false);
    KnownCluster cluster =
        new KnownCluster()
            .add(
                LoggingPod.keyRecord(
                    DEPLOYMENT, history.signer.verifier().named("c1/research/prod").vkey()));

    assertThat(new TrustedKeys(cluster).of(other)).isEmpty();
  }
}
