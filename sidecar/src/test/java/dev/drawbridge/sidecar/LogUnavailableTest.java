package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No record, no request. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogUnavailableTest {

  private static final String QUESTION = "{\"messages\":[]}";
  private static final long SMALL = 512 << 10;

  /** With each durability but Async, which does not promise it. */
  @ParameterizedTest
  @ValueSource(strings = {"Group", "Strict"})
  void theRecordIsOnDiskBeforeTheModelSeesAByte(String durability) throws Exception {
    List<Integer> before = new CopyOnWriteArrayList<>();
    try (Pod pod = Pod.start(new PodConfig().durability(durability))) {
      pod.model.script(
          (asked, out) -> {
            before.add(pod.records(Event.INFERENCE_ACCEPTED).size());
            ModelServer.json(out, ModelServer.ANSWER);
          });
      for (int i = 0; i < 5; i++) {
        assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
      }

      assertThat(before).containsExactly(1, 2, 3, 4, 5);
    }
  }

  @Test
  void inStrictModeTheEndIsOnDiskBeforeTheLastByteIsSent() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().durability("Strict"))) {
      for (int i = 1; i <= 5; i++) {
        assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
        assertThat(pod.records(Event.INFERENCE_COMPLETED)).hasSize(i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Group", "Strict"})
  void onlyInStrictModeAnAnswerWhoseEndCannotBeRecordedIsNotWhole(String durability)
      throws Exception {
    try (Pod pod = Pod.start(new PodConfig().durability(durability))) {
      pod.leavesRequestsOpen();
      pod.model.script(
          (asked, out) -> {
            pod.sidecar().log().close();
            ModelServer.json(out, ModelServer.ANSWER);
          });

      if (durability.equals("Strict")) {
        assertThatThrownBy(() -> pod.ask(pod.chat(QUESTION))).isInstanceOf(IOException.class);
      } else {
        assertThat(pod.ask(pod.chat(QUESTION)).body()).isEqualTo(ModelServer.ANSWER);
      }
    }
  }

  @Test
  void whenTheVolumeIsFullRequestsAreRefusedAndTheSidecarIsNotReady() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().quota(SMALL));
        HttpClient client = pod.client("chatbot", HttpClient.Version.HTTP_1_1)) {
      HttpResponse<String> answer =
          client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString());
      int passed = 0;
      while (answer.statusCode() == 200) {
        passed++;
        answer = client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString());
      }

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("log.unavailable");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(pod.health("/ready").statusCode()).isEqualTo(503);
      assertThat(pod.health("/live").statusCode()).isEqualTo(200);
      assertThat(pod.model.asked()).hasSize(passed);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED)).hasSize(passed);
    }
  }

  @Test
  void whereTheClassPermitsItRequestsGoOnWithoutRecordAndAreCounted() throws Exception {
    PodConfig config =
        new PodConfig().quota(SMALL).durability("Async").onUnavailable("AllowWithGap");
    try (Pod pod = Pod.start(config);
        HttpClient client = pod.client("chatbot", HttpClient.Version.HTTP_1_1)) {
      while (pod.metrics().contains("audit_gaps_total 0.0")) {
        for (int i = 0; i < 100; i++) {
          assertThat(client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString()).statusCode())
              .isEqualTo(200);
        }
      }

      assertThat(pod.health("/ready").statusCode()).isEqualTo(200);
      assertThat(pod.model.asked())
          .hasSizeGreaterThan(pod.records(Event.INFERENCE_ACCEPTED).size());
      assertThat(pod.records(Event.INFERENCE_ACCEPTED)).allMatch(one -> one.containsKey(Field.OP));
    }
  }
}
