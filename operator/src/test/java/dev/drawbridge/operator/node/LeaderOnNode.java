package dev.drawbridge.operator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.Testbed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator that collects logs and cosigns them is killed, and the other one goes on. */
@OnNode
class LeaderOnNode {

  private static final String MODELS = "/v1/models";

  /** A lease's duration and what a loaded machine adds. */
  private static final Duration TAKEOVER = Duration.ofSeconds(60);

  private static final Duration COLLECTED = Duration.ofSeconds(60);

  private static Testbed testbed;
  private static Release release;

  @BeforeAll
  static void install(Testbed given) {
    testbed = given;
    release = Release.in(testbed);
  }

  @Test
  void whatTheNextOneShowsGoesOnFromWhatTheFirstCosigned(@TempDir Path evidence) throws Exception {
    await("two replicas, and a leader among them")
        .atMost(TAKEOVER)
        .until(() -> release.operators().size() == 2 && leads(release.leader()));
    String killed = release.leader();
    try (Served model = Served.tinyLlama(testbed, "watched", UnaryOperator.identity());
        Consumer consumer = Consumer.of(testbed, model);
        Asking asking = Asking.start(consumer, model.url(MODELS))) {
      Auditor auditor = new Auditor(testbed, model, evidence);
      await("the first has collected and cosigned some of it")
          .atMost(COLLECTED)
          .untilAsserted(
              () -> assertThat(witnessed(auditor.fetch().verify())).isGreaterThan(asking.few()));
      long before = witnessed(auditor.verify());

      kill(killed);
      await("another pod leads")
          .atMost(TAKEOVER)
          .until(() -> !release.leader().equals(killed) && leads(release.leader()));
      int atTakeover = asking.answered();
      await("requests go on")
          .atMost(TAKEOVER)
          .until(() -> asking.answered() > atTakeover + asking.few());
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

  private static long witnessed(JsonNode report) {
    return report.at("/logs/0/witnessedEntries").asLong();
  }

  private static boolean leads(String pod) {
    return release.operators().stream().anyMatch(one -> one.getMetadata().getName().equals(pod));
  }

  private static void kill(String pod) {
    testbed
        .kubectl("delete", "pod", pod, "-n", Installation.NAMESPACE, "--grace-period=0", "--force")
        .orThrow();
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

    /** So many that there is more than a beginning. */
    int few() {
      return 10;
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
