package dev.drawbridge.operator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a node's disk is too little for the log of a door. */
@OnNode
class FullDiskOnNode {

  private static final String QUESTION =
      """
      {"messages": [{"role": "user", "content": "What is a moat?"}], "max_tokens": 4}""";

  private static final String CHAT = "/v1/chat/completions";
  private static final int REQUESTS = 3;

  /** A collector comes each second or two. */
  private static final Duration COLLECTED = Duration.ofSeconds(30);

  private static Testbed testbed;

  @BeforeAll
  static void install(Testbed given) {
    testbed = given;
    Release.in(testbed);
  }

  @Test
  void whereTheClassPermitsRequestsGoOnAndTheLogSaysHowManyAreMissing(@TempDir Path evidence) {
    try (Served model = Served.tinyLlama(testbed, "goes-on", UnaryOperator.identity());
        Consumer consumer = Consumer.of(testbed, model);
        LogDisk disk = LogDisk.full(testbed, model.pod())) {
      awaitFull(model, "serves requests without a record");

      for (int request = 0; request < REQUESTS; request++) {
        consumer.post(model.url(CHAT), QUESTION).orThrow();
      }

      assertThat(metrics(model.pod())).contains("audit_gaps_total %d.0".formatted(REQUESTS));
      disk.makeRoom();
      model.seen().await(ConditionType.AUDIT_ACTIVE, ConditionStatus.TRUE, Reason.VERIFIED);
      consumer.post(model.url(CHAT), QUESTION).orThrow();
      Auditor auditor = new Auditor(testbed, model, evidence);
      await("the gap and the request after it are in the copy")
          .atMost(COLLECTED)
          .untilAsserted(() -> tellsOfTheGap(auditor));
    }
  }

  private static void tellsOfTheGap(Auditor auditor) throws Exception {
    JsonNode report = auditor.fetch().verify();
    JsonNode log = report.path("logs").path(0);

    assertThat(report.path("intact").asBoolean()).as(report.toPrettyString()).isTrue();
    assertThat(log.at("/counts/GAP").asInt()).isOne();
    assertThat(log.at("/contents/gaps/dropped").asInt()).isOne();
    assertThat(auditor.records(log, "audit.gap"))
        .singleElement()
        .asString()
        .contains("\"gap.records\":%d,".formatted(REQUESTS));
    assertThat(log.at("/events/inference.completed").asInt()).isOne();
    assertThat(log.path("openRequests").asInt()).isZero();
  }

  @Test
  void whereItDoesNotTheyAreRefusedUntilThereIsRoomAgain() {
    try (Served model = Served.tinyLlama(testbed, "refuses", FullDiskOnNode::internal);
        Consumer consumer = Consumer.of(testbed, model);
        LogDisk disk = LogDisk.full(testbed, model.pod())) {
      awaitFull(model, "refuses requests");
      String door = "::%s:%d".formatted(model.pod().getStatus().getPodIP(), Drawbridge.DOOR_PORT);

      // Past the Service, which sends nobody there any more.
      CommandResult refused =
          consumer.post(model.url(CHAT), QUESTION, "--include", "--connect-to", door);

      assertThat(refused.exitCode()).isNotZero();
      assertThat(refused.stdout()).contains("HTTP/2 503", "\nretry-after: ", "\"status\":503");
      assertThat(metrics(model.pod())).contains("audit_gaps_total 0.0");
      assertThat(model.seen().ready()).isFalse();
      disk.makeRoom();
      model.awaitReady();
      consumer.post(model.url(CHAT), QUESTION).orThrow();
    }
  }

  private static String internal(String manifest) {
    return manifest
        .replace("dataClassification: public", "dataClassification: internal")
        .replace("governance:\n", "governance:\n    purpose: Shown in a test\n");
  }

  private static void awaitFull(Served model, String what) {
    model.seen().await(ConditionType.AUDIT_ACTIVE, ConditionStatus.FALSE, Reason.LOG_FULL);
    assertThat(model.seen().condition(ConditionType.AUDIT_ACTIVE).orElseThrow().message())
        .contains(what);
  }

  private static String metrics(Pod pod) {
    return new Management(
            "http://%s:%d".formatted(pod.getStatus().getPodIP(), Drawbridge.METRICS_PORT))
        .get("/metrics");
  }
}
