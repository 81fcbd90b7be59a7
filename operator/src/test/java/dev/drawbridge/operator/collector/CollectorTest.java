package dev.drawbridge.operator.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.audit.mirror.PublishedFile;
import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.audit.verify.Trust;
import dev.drawbridge.audit.verify.Verifier;
import dev.drawbridge.audit.witness.WitnessMemory;
import dev.drawbridge.operator.control.audit.LogObservation;
import dev.drawbridge.operator.fixture.KnownCluster;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.testbed.authority.IssuedCertificate;
import dev.drawbridge.testbed.authority.TestAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector with pods that write real logs, over mutual TLS. */
class CollectorTest {

  @TempDir Path root;
  private final TestAuthority authority = new TestAuthority();
  private final KnownCluster cluster = new KnownCluster();
  private final List<LoggingPod> pods = new ArrayList<>();
  private final List<PodCalls> calls = new ArrayList<>();
  private final Map<String, PodLogs> doors = new ConcurrentHashMap<>();
  private final List<Finding> left = new CopyOnWriteArrayList<>();
  private final AtomicInteger memories = new AtomicInteger();
  private final List<DeploymentKey> changed = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws IOException {
    calls.forEach(PodCalls::close);
    for (LoggingPod pod : pods) {
      pod.close();
    }
  }

  private LoggingPod pod(String name) throws IOException {
    return pod(name, authority.issue(LoggingPod.id(name)), authority.issue(LoggingPod.COLLECTOR));
  }

  private LoggingPod pod(String name, IssuedCertificate server, IssuedCertificate client)
      throws IOException {
    LoggingPod pod = new LoggingPod(name, root.resolve("pods").resolve(name), server);
    pods.add(pod);
    doors.put(pod.uid, way(pod, client));
    cluster.add(Samples.publicDemo("research", name)).add(pod.pod()).add(pod.keyRecord());
    return pod;
  }

  private PodCalls way(LoggingPod pod, IssuedCertificate client) throws IOException {
    PodCalls way =
        new PodCalls(
            client.write(root.resolve("certificates").resolve("" + calls.size())),
            "drawbridge.internal",
            pod.port.port(),
            Duration.ofSeconds(5));
    calls.add(way);
    return way;
  }

  private Collector collector() {
    return new Collector(
        cluster,
        new Equipment(
            new Doors(),
            new Copies(root.resolve("copies"), 1 << 30),
            new Cosigning(Bench.WITNESS, this::memory, Duration.ofMillis(50)),
            new TrustedKeys(cluster),
            new GivenConfigurations(cluster),
            Clock.systemUTC()),
        new CollectorListener() {
          @Override
          public void changed(DeploymentKey deployment) {
            changed.add(deployment);
          }

          @Override
          public void found(DeploymentKey deployment, String pod, Finding finding) {
            left.add(finding);
          }
        });
  }

  /** The way to each pod by itself, for each has a port of its own here. */
  private final class Doors implements PodLogs {

    @Override
    public PodLog of(LogPod pod) {
      return doors.getOrDefault(pod.uid(), CollectorTest.this::nobody).of(pod);
    }

    @Override
    public void keepOnly(Collection<LogPod> pods) {
      calls.forEach(way -> way.keepOnly(pods));
    }
  }

  private WitnessMemory memory() {
    memories.incrementAndGet();
    return WitnessMemory.in(new DiskStorage(root.resolve("memory")));
  }

  private PodLog nobody(LogPod pod) {
    throw new IllegalStateException("nobody is at " + pod);
  }

  private static Optional<LogObservation> seen(Collector collector, LoggingPod pod) {
    collector.round();
    return collector.of(ServingNames.namespace(pod.deployment), pod.deployment.name() + "-pod");
  }

  private Report audit(LoggingPod pod) throws IOException {
    return Verifier.verify(
        new DiskStorage(root.resolve("copies").resolve(pod.signer.verifier().name())),
        Trust.of(pod.signer.verifier(), List.of(Bench.WITNESS.verifier()), 1),
        List.of(),
        List.of());
  }

  @Test
  void collectsWhileTheLogIsWrittenAndUntilItsEnd() throws Exception {
    LoggingPod pod = pod("lab");
    Collector collector = collector();
    LogHistory.record(pod.log, 20);
    await().until(() -> seen(collector, pod).filter(one -> one.sizes().kept() > 20).isPresent());
    LogHistory.record(pod.log, 100);
    await()
        .until(() -> seen(collector, pod).filter(one -> one.sizes().witnessed() > 120).isPresent());

    pod.log.close();
    await().until(() -> seen(collector, pod).isPresent() && pod.port.awaitEnd(Duration.ZERO));

    cluster.remove(pod.pod());
    collector.round();
    assertThat(left).isEmpty();
    assertThat(audit(pod).intact()).as(audit(pod).text()).isTrue();
    assertThat(audit(pod).counts()).doesNotContainKeys(Code.NOT_CLOSED, Code.UNSIGNED_TAIL);
    assertThat(audit(pod).witnessedEntries()).isEqualTo(audit(pod).entries());
    assertThat(changed).contains(pod.deployment);
  }

  @Test
  void tellsOfAPodThatWentWithoutClosingItsLog() throws Exception {
    LoggingPod pod = pod("lab");
    Collector collector = collector();
    LogHistory.record(pod.log, 5);
    await().until(() -> seen(collector, pod).filter(one -> one.sizes().kept() > 5).isPresent());

    cluster.remove(pod.pod());
    await()
        .until(
            () -> {
              collector.round();
              return !left.isEmpty();
            });

    assertThat(left).extracting(Finding::problem).containsExactly(Problem.NOT_CLOSED);
    assertThat(collector.watched()).isZero();
  }

  /** What is known of addresses would grow with every pod there ever was. */
  @Test
  void nobodyIsCalledWhereAPodWasThatIsGone() throws Exception {
    LoggingPod pod = pod("lab");
    Collector collector = collector();
    await().until(() -> seen(collector, pod).isPresent());
    PodLog before = way(pod, authority.issue(LoggingPod.COLLECTOR)).of(only());
    PodLog after = way(pod, authority.issue(LoggingPod.COLLECTOR)).of(only());
    assertThat(before.status().entries()).isPositive();

    cluster.remove(pod.pod());
    await()
        .until(
            () -> {
              collector.round();
              return collector.watched() == 0;
            });

    // By a connection of its own, for one that is there is not looked at again.
    assertThatIOException()
        .isThrownBy(after::status)
        .withMessageContaining("no pod of ours should be at 127.0.0.1");
  }

  private LogPod only() {
    return LogPod.of(cluster).getFirst();
  }

  @Test
  void callsAreCutOffAtTheEndAndThereAreNoOthers() throws Exception {
    var _ = pod("lab");
    PodLog door = calls.getFirst().of(only());
    assertThat(door.status().entries()).isPositive();

    calls.forEach(PodCalls::close);

    assertThatIOException().isThrownBy(door::status).withMessageContaining("shutting down");
  }

  @Test
  void theEndWaitsForVisitsAndBeginsNone() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger visits = new AtomicInteger();
    PodLog untilReleased = new Hanging(released, visits, Duration.ofMinutes(1));
    hanging("one", untilReleased);
    Collector collector = collector();
    collector.round();
    await().until(() -> visits.get() == 1);

    assertThat(collector.end(Duration.ofMillis(20))).isFalse();
    released.countDown();
    assertThat(collector.end(Duration.ofMinutes(1))).isTrue();

    hanging("another", untilReleased);
    collector.round();
    await().during(Duration.ofMillis(200)).untilAsserted(() -> assertThat(visits).hasValue(1));
  }

  /**
   * What is known of a log goes with its pod: one for all would grow with every pod there ever was.
   */
  @Test
  void eachLogHasAMemoryOfItsOwn() throws Exception {
    LoggingPod one = pod("one");
    LoggingPod two = pod("two");
    Collector collector = collector();

    await().until(() -> seen(collector, one).isPresent() && seen(collector, two).isPresent());

    assertThat(memories).hasValue(2);
  }

  @Test
  void believesNoOtherPodAtThatAddress() throws Exception {
    LoggingPod pod =
        pod("lab", authority.issue(LoggingPod.id("other")), authority.issue(LoggingPod.COLLECTOR));
    assertUnreachable(pod, "not spiffe://");
  }

  @Test
  void believesNoPodOfAnotherAuthority() throws Exception {
    IssuedCertificate forged =
        new TestAuthority().issue(LoggingPod.id("lab")).believing(authority.certificate());
    LoggingPod pod = pod("lab", forged, authority.issue(LoggingPod.COLLECTOR));
    assertUnreachable(pod, "PKIX");
  }

  @Test
  void isRefusedAsSomebodyElse() throws Exception {
    LoggingPod pod =
        pod("lab", authority.issue(LoggingPod.id("lab")), authority.issue(LoggingPod.id("lab")));
    assertUnreachable(pod, "403");
  }

  private void assertUnreachable(LoggingPod pod, String why) {
    Collector collector = collector();

    await()
        .untilAsserted(
            () -> {
              assertThat(seen(collector, pod)).isEmpty();
              assertThat(collector.findings())
                  .singleElement()
                  .satisfies(
                      finding -> {
                        assertThat(finding.problem()).isEqualTo(Problem.UNREACHABLE);
                        assertThat(finding.detail()).contains(why);
                      });
            });
  }

  @Test
  void collectsNothingBeforeItKnowsTheKey() throws Exception {
    LoggingPod pod = pod("lab");
    cluster.remove(pod.keyRecord());
    Collector collector = collector();

    await()
        .untilAsserted(
            () -> {
              collector.round();
              assertThat(collector.findings())
                  .extracting(Finding::problem)
                  .containsExactly(Problem.NO_KEY);
            });

    cluster.add(pod.keyRecord());
    await().until(() -> seen(collector, pod).filter(one -> one.sizes().kept() > 0).isPresent());
    assertThat(collector.findings()).isEmpty();
  }

  @Test
  void podsThatDoNotAnswerHoldNobodyUp() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    for (int i = 0; i < 200; i++) {
      hanging("hanging-" + i, new Hanging(released, new AtomicInteger(), Duration.ofMillis(500)));
    }
    LoggingPod pod = pod("lab");
    Collector collector = collector();
    try {
      LogHistory.record(pod.log, 20);
      await().until(() -> seen(collector, pod).filter(one -> one.sizes().kept() > 20).isPresent());
    } finally {
      released.countDown();
    }
  }

  /** A pod whose door takes a call and does not answer; after a deadline the call has failed. */
  private void hanging(String name, PodLog door) {
    DeploymentKey deployment = new DeploymentKey("research", name);
    cluster
        .add(Samples.publicDemo("research", name))
        .add(LoggingPod.pod(deployment, "uid-" + name))
        .add(
            LoggingPod.keyRecord(
                deployment, LogHistory.signer("c1/research/" + name).verifier().vkey()));
    doors.put("uid-" + name, pod -> door);
  }

  private record Hanging(CountDownLatch released, AtomicInteger calls, Duration deadline)
      implements PodLog {

    private IOException hang() {
      calls.incrementAndGet();
      try {
        var _ = released.await(deadline.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new IOException("no answer");
    }

    @Override
    public Status status() throws IOException {
      throw hang();
    }

    @Override
    public Answer checkpoint(long old) throws IOException {
      throw hang();
    }

    @Override
    public List<PublishedFile> files() throws IOException {
      throw hang();
    }

    @Override
    public byte[] read(String name, long from) throws IOException {
      throw hang();
    }

    @Override
    public void cosign(Checkpoint checkpoint, SignedNote.Signature cosignature) throws IOException {
      throw hang();
    }

    @Override
    public void acknowledge(long index, long witness) throws IOException {
      throw hang();
    }
  }
}
