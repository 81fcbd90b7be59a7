package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.RawAnswer;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consumers who take their time, and how many of them there may be. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowPeersTest {

  private static final String HEAD =
      "POST /v1/chat/completions HTTP/1.1\r\nHost: model\r\nContent-Length: 15\r\n\r\n";
  private static final String GET = "GET /v1/models HTTP/1.1\r\nHost: model\r\n\r\n";

  @Test
  void aHeadThatDoesNotEndIsAnsweredAndRecorded() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("headerTimeoutSeconds", 1))) {
      try (Socket socket = pod.raw()) {
        RawAnswer.send(socket, "GET /v1/models HTTP/1.1\r\nHost: mo");

        assertThat(RawAnswer.read(socket).status()).isEqualTo(408);
        assertThat(RawAnswer.ended(socket)).isTrue();
      }
      denied(pod, "request.timeout");
    }
  }

  private static void denied(Pod pod, String rule) {
    pod.ended();
    assertThat(pod.model.asked()).isEmpty();
    assertThat(pod.records(Event.INFERENCE_DENIED))
        .singleElement()
        .satisfies(record -> assertThat(record).containsEntry(Field.RULE_ID, rule));
  }

  @Test
  void aBodyThatDoesNotComeIsAnsweredAndRecorded() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("bodyTimeoutSeconds", 1))) {
      try (Socket socket = pod.raw()) {
        RawAnswer.send(socket, HEAD + "{");

        assertThat(RawAnswer.read(socket).status()).isEqualTo(408);
      }
      denied(pod, "request.timeout");
    }
  }

  @Test
  void aBodyThatIsBrokenOffIsRecordedThoughNobodyHearsTheAnswer() throws Exception {
    try (Pod pod = Pod.start()) {
      try (Socket socket = pod.raw()) {
        RawAnswer.send(socket, HEAD + "{");
      }
      while (pod.records(Event.INFERENCE_DENIED).isEmpty()) {
        Thread.onSpinWait();
      }
      denied(pod, "request.malformed");
    }
  }

  /** TLS takes a while to say goodbye to somebody who does not read. */
  @Test
  void whoWasBrokenOffForNotReadingGetsNoFurtherRequestThrough() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("writeStallSeconds", 1))) {
      var broken = new java.util.concurrent.CountDownLatch(1);
      pod.model.script(
          (asked, out) -> {
            dev.drawbridge.sidecar.pod.ModelServer.chunked(out, "application/json");
            try {
              while (true) {
                dev.drawbridge.sidecar.pod.ModelServer.chunk(out, "x".repeat(10_000));
              }
            } finally {
              broken.countDown();
            }
          });
      try (Socket socket = pod.raw()) {
        socket.setReceiveBufferSize(16 * 1024);
        RawAnswer.send(socket, GET);
        broken.await();

        RawAnswer.send(socket, GET + GET);
        TimeUnit.MILLISECONDS.sleep(500);
        RawAnswer.ended(socket);
      } catch (java.io.IOException e) {
        // As it may end.
      }
      pod.ended();
      assertThat(pod.model.asked()).hasSize(1);
      assertThat(pod.records(Event.INFERENCE_ACCEPTED)).hasSize(1);
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("idleTimeoutSeconds", 1));
        Socket socket = pod.raw()) {
      assertThat(RawAnswer.to(socket, GET).status()).isEqualTo(200);

      assertThat(RawAnswer.ended(socket)).isTrue();
    }
  }

  @Test
  void anOldConnectionTakesOneMoreRequestAndSaysThatItIsTheLast() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("connectionMaxAgeSeconds", 1));
        Socket socket = pod.raw()) {
      RawAnswer answer = RawAnswer.to(socket, GET);
      while (answer.status() == 200
          && !answer.head().toLowerCase(java.util.Locale.ROOT).contains("connection: close")) {
        answer = RawAnswer.to(socket, GET);
      }

      assertThat(answer.status()).isEqualTo(200);
      assertThat(RawAnswer.ended(socket)).isTrue();
    }
  }

  @Test
  void noMoreConnectionsThanPermittedAreLetIn() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("connections", 1));
        Socket first = pod.raw()) {
      assertThat(RawAnswer.to(first, GET).status()).isEqualTo(200);
      try (Socket second =
          new Socket(java.net.InetAddress.getLoopbackAddress(), pod.sidecar().doorPort())) {
        assertThat(RawAnswer.ended(second)).isTrue();
      }
      assertThat(RawAnswer.to(first, GET).status()).isEqualTo(200);
    }
  }

  @Test
  void noMoreRequestsAtOnceThanPermitted() throws Exception {
    PodConfig config =
        new PodConfig().noConsumers().consumer("chatbot", ",\"concurrentRequests\":1");
    var go = new java.util.concurrent.CountDownLatch(1);
    var seen = new java.util.concurrent.CountDownLatch(1);
    try (Pod pod = Pod.start(config);
        Socket first = pod.raw();
        Socket second = pod.raw()) {
      pod.model.script(
          (asked, out) -> {
            seen.countDown();
            go.await();
            dev.drawbridge.sidecar.pod.ModelServer.json(out, "{}");
          });
      RawAnswer.send(first, GET);
      seen.await();

      RawAnswer refused = RawAnswer.to(second, GET);
      go.countDown();

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.body()).contains("quota.concurrency");
      assertThat(RawAnswer.read(first).status()).isEqualTo(200);
    }
  }
}
