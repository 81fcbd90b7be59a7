package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.writer.LogStatus.State;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.RawAnswer;
import dev.drawbridge.sidecar.pod.Volume;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log's volume answers late, without an error. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HangingDiskTest {

  private static final String QUESTION = "{\"messages\":[]}";
  private static final long DISK = 24 << 20;

  @Test
  void whileTheDiskHangsNothingPassesAndEachRequestIsAnsweredInTimeAndOnRecordAfterwards()
      throws Exception {
    try (Volume volume = Volume.onDisk(DISK);
        Pod pod = Pod.start(new PodConfig().limit("bodyTimeoutSeconds", 1), volume)) {
      assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
      volume.freezes();
      refusedForTheLog(pod.ask(pod.chat(QUESTION)));
      assertThat(pod.ask(pod.request("/metrics")).statusCode()).isEqualTo(403);
      assertThat(pod.model.asked()).hasSize(1);
      volume.thaws();
      assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
      pod.ended();

      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .extracting(one -> one.get(Field.OUTCOME), one -> one.get(Field.RULE_ID))
          .containsExactlyInAnyOrder(
              tuple("ok", null), tuple("error", "log.unavailable"), tuple("ok", null));
      assertThat(pod.records(Event.INFERENCE_DENIED)).hasSize(1);
      assertThat(pod.missing()).isZero();
    }
  }

  @Test
  void whereTheClassPermitsItRequestsGoOnWhileTheDiskHangsAndAreOnRecordOrCounted()
      throws Exception {
    PodConfig config = new PodConfig().limit("bodyTimeoutSeconds", 1).onUnavailable("AllowWithGap");
    try (Volume volume = Volume.onDisk(DISK);
        Pod pod = Pod.start(config, volume)) {
      volume.freezes();
      assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
      pod.awaitLog(State.FAILED);
      assertThat(pod.health("/ready").body()).contains("the disk does not answer");
      for (int i = 0; i < 3; i++) {
        assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
      }
      volume.thaws();
      pod.awaitLog(State.OPEN);
      pod.ended();

      assertThat(pod.records(Event.INFERENCE_COMPLETED)).hasSize(1);
      assertThat(pod.missing()).isEqualTo(3);
      assertThat(pod.model.asked()).hasSize(4);
    }
  }

  @Test
  void inStrictModeAnAnswerDoesNotWaitForADiskThatHangsAndDoesNotLookWhole() throws Exception {
    PodConfig config =
        new PodConfig()
            .durability("Strict")
            .limit("bodyTimeoutSeconds", 1)
            .limit("writeStallSeconds", 60);
    try (Volume volume = Volume.onDisk(DISK);
        Pod pod = Pod.start(config, volume)) {
      pod.model.script(
          (asked, out) -> {
            volume.freezes();
            ModelServer.json(out, ModelServer.ANSWER);
          });
      try (Socket socket = pod.raw()) {
        socket.setSoTimeout(15_000);
        RawAnswer.send(
            socket,
            "POST /v1/chat/completions HTTP/1.1\r\nHost: model\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(QUESTION.length(), QUESTION));
        assertThat(untilItEnds(socket)).doesNotEndWith(ModelServer.ANSWER);
      }
      volume.thaws();
      pod.awaitLog(State.OPEN);
    }
  }

  private static String untilItEnds(Socket socket) throws SocketTimeoutException {
    StringBuilder sent = new StringBuilder();
    try {
      for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
        sent.append((char) b);
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Broken off, in whatever way.
    }
    return sent.toString();
  }

  private static void refusedForTheLog(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("log.unavailable");
    assertThat(answer.headers().firstValueAsLong("Retry-After")).isPresent();
  }
}
