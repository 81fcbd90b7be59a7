package dev.drawbridge.operator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator that collects logs and cosigns them is killed, and the other one goes on. */
@OnNode
class LeaderOnNode {

  private static final String MODELS = "/v1/models";

  /** A lease's duration and what a loaded machine adds. */
  private static final Duration TAKEOVER = Duration.ofSeconds(60);

  private static final Duration COLLECTED = Duration.ofSeconds(60);

  /** So many that there is more than a beginning. */
  private static final int FEW = 10;

  private static Testbed testbed;
  private static Release release;

  @BeforeAll
  static void install(Testbed given) {
    testbed = given;
    release = Release.in(testbed);
  }

  @BeforeEach
  void bothAreThere() {
    await("two replicas, and a leader among them")
        .atMost(TAKEOVER)
        .until(() -> release.operators().size() == 2 && leader().isPresent());
  }

  @Test
  void theNextOneGoesOnFromWhatTheFirstHasKeptAndCosigned(@TempDir Path evidence) throws Exception {
    try (Served model = Served.tinyLlama(testbed, "watched", UnaryOperator.identity());
        Consumer consumer = Consumer.of(testbed, model);
        Asking asking = Asking.start(consumer, model.url(MODELS))) {
      Auditor auditor = new Auditor(testbed, model, evidence);
      long before = awaitWitnessed(auditor, FEW);

      // Who fetched from the beginning would find it out, and have no whole copy any more.
      LogFolder.of(testbed, model.pod()).spoilBeginning();
      killLeader();
      awaitAnotherLeader();
      awaitMore(asking);
      asking.close();

      // The witness's notes of before are in the folder still: they and the new ones must agree.
      await("all of it is collected and cosigned")
          .atMost(COLLECTED)
          .untilAsserted(() -> wholeAndWitnessed(auditor.fetch().verify(), asking, before));
      model.seen().await(ConditionType.AUDIT_ACTIVE, ConditionStatus.TRUE, Reason.VERIFIED);
    }
  }

  private static void wholeAndWitnessed(JsonNode report, Asking asking, long before) {
    JsonNode log = report.path("logs").path(0);

    assertThat(report.path("intact").asBoolean()).as(report.toPrettyString()).isTrue();
    assertThat(report.path("logs")).hasSize(1);
    assertThat(report.at("/checked/witnessNotes").asInt()).isGreaterThan(1);
    assertThat(log.at("/events/inference.completed").asInt()).isEqualTo(asking.answered());
    assertThat(log.path("openRequests").asInt()).isZero();
    assertThat(log.path("witnessedEntries").asLong())
        .isGreaterThan(before)
        .isEqualTo(log.path("entries").asLong());
    assertThat(asking.failures()).isZero();
  }

  @Test
  void theNextOneFindsOutThatALogWasSetBackThoughTheCopyIsGone(@TempDir Path evidence)
      throws Exception {
    try (Served model = Served.tinyLlama(testbed, "set-back", UnaryOperator.identity());
        Consumer consumer = Consumer.of(testbed, model);
        Asking asking = Asking.start(consumer, model.url(MODELS))) {
      Auditor auditor = new Auditor(testbed, model, evidence);
      LogFolder log = LogFolder.of(testbed, model.pod());
      long before = awaitWitnessed(auditor, FEW);
      log.keep();
      awaitMore(asking);
      asking.close();
      await("all of it is collected and cosigned")
          .atMost(COLLECTED)
          .untilAsserted(() -> wholeAndWitnessed(auditor.fetch().verify(), asking, before));

      log.pauseDoor(); // nobody sees what it is set back from
      killLeader();
      log.putBack();
      release.loseCopies(model);
      Pod next = awaitAnotherLeader();

      await("the witness remembers that there was more")
          .atMost(COLLECTED)
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(() -> findings(next).contains("problem=\"shrunk\"} 1.0"));
      model.seen().await(ConditionType.AUDIT_ACTIVE, ConditionStatus.FALSE, Reason.LOG_NOT_TRUSTED);
      assertThat(model.seen().ready()).isFalse();
    }
  }

  private static String findings(Pod operator) {
    return Management.of(operator).get("/q/metrics");
  }

  private static void awaitMore(Asking asking) {
    int now = asking.answered();
    await("requests go on").atMost(TAKEOVER).until(() -> asking.answered() > now + FEW);
  }

  private static long awaitWitnessed(Auditor auditor, long more) throws Exception {
    await("more than %d entries are collected and cosigned".formatted(more))
        .atMost(COLLECTED)
        .untilAsserted(() -> assertThat(witnessed(auditor.fetch().verify())).isGreaterThan(more));
    return witnessed(auditor.verify());
  }

  private static long witnessed(JsonNode report) {
    return report.at("/logs/0/witnessedEntries").asLong();
  }

  private static Optional<Pod> leader() {
    String name = release.leader();
    return release.operators().stream()
        .filter(one -> one.getMetadata().getName().equals(name))
        .findFirst();
  }

  private static void killLeader() {
    testbed
        .kubectl(
            "delete",
            "pod",
            release.leader(),
            "-n",
            Installation.NAMESPACE,
            "--grace-period=0",
            "--force")
        .orThrow();
  }

  /** The pod of the one before is not among the operators any more. */
  private static Pod awaitAnotherLeader() {
    await("another pod leads").atMost(TAKEOVER).until(() -> leader().isPresent());
    return leader().orElseThrow();
  }

  /** A consumer that asks all the time. */
  private record Asking(Thread thread, AtomicBoolean over, AtomicInteger done, AtomicInteger failed)
      implements AutoCloseable {

    static Asking start(Consumer consumer, String url) {
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger done = new AtomicInteger();
      AtomicInteger failed = new AtomicInteger();
      Thread thread =
          Thread.startVirtualThread(
              () -> {
                while (!over.get()) {
                  (consumer.get(url).exitCode() == 0 ? done : failed).incrementAndGet();
                }
              });
      return new Asking(thread, over, done, failed);
    }

    int answered() {
      return done.get();
    }

    int failures() {
      return failed.get();
    }

    @Override
    public void close() {
      over.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
