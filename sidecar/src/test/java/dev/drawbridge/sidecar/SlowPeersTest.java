package dev.drawbridge.sidecar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Frames;
import dev.drawbridge.sidecar.pod.Http2Client;
import dev.drawbridge.sidecar.pod.Http2Wire;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.RawAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consumers who take their time, and how many of them there may be. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowPeersTest {

  private static final String HEAD =
      "POST /v1/chat/completions HTTP/1.1\r\nHost: model\r\nContent-Length: 15\r\n\r\n";
  private static final String LONG =
      "{\"messages\":[{\"content\":\"%s\"}]}".formatted("x".repeat(25));
  private static final String GET = "GET /v1/models HTTP/1.1\r\nHost: model\r\n\r\n";

  @Test
  void aHeadThatDoesNotEndIsAnsweredAndRecorded() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("headerTimeoutSeconds", 2))) {
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

  /** Takes a piece of something, of which the last one ends it. */
  private interface Sink {
    void send(String piece, boolean last) throws IOException;
  }

  /** Sends it byte by byte: never long in coming, and too long on the whole. */
  private static void drip(String text, Sink sink) {
    Thread.startVirtualThread(
        () -> {
          try {
            for (int i = 1; i <= text.length(); i++) {
              TimeUnit.MILLISECONDS.sleep(200);
              sink.send(text.substring(i - 1, i), i == text.length());
            }
          } catch (IOException | InterruptedException e) {
            // Nobody listens any more, as it should be.
          }
        });
  }

  @Test
  void aHeadThatDripsIsGivenNoMoreTime() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("headerTimeoutSeconds", 2))) {
      try (SSLSocket socket = pod.raw()) {
        socket.startHandshake();
        drip(GET, (piece, last) -> RawAnswer.send(socket, piece));

        assertThat(RawAnswer.read(socket).status()).isEqualTo(408);
      }
      denied(pod, "request.timeout");
    }
  }

  @Test
  void aBodyThatDripsIsGivenNoMoreTime() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("bodyTimeoutSeconds", 1))) {
      try (Socket socket = pod.raw()) {
        RawAnswer.send(
            socket,
            "POST /v1/chat/completions HTTP/1.1\r\nHost: model\r\nContent-Length: %d\r\n\r\n"
                .formatted(LONG.length()));
        drip(LONG, (piece, last) -> RawAnswer.send(socket, piece));

        assertThat(RawAnswer.read(socket).status()).isEqualTo(408);
      }
      denied(pod, "request.timeout");
    }
  }

  @Test
  void onHttp2ABodyThatDripsIsGivenNoMoreTime() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("bodyTimeoutSeconds", 1))) {
      try (Http2Client client = new Http2Client(pod)) {
        Http2Client.Call call = client.begin(Http2Client.head("POST", "/v1/chat/completions"));
        drip(LONG, call::send);

        assertThat(call.answer().status()).isEqualTo(408);
      }
      denied(pod, "request.timeout");
    }
  }

  /** It is no request yet, so it is worth as much as silence. */
  @Test
  void onHttp2AHeadThatDripsIsTakenForSilence() throws Exception {
    byte[] get =
        Frames.block(
            ":method", "GET", ":scheme", "https", ":authority", "model", ":path", "/v1/models");
    try (Pod pod = Pod.start(new PodConfig().limit("idleTimeoutSeconds", 1));
        Http2Wire wire = Http2Wire.begun(pod)) {
      String head = new String(new Frames().headAndEnd(1, get).bytes(), ISO_8859_1);
      drip(head, (piece, last) -> wire.send(piece.getBytes(ISO_8859_1)));

      assertThat(wire.rest()).noneMatch(sent -> sent.stream() == 1);
      pod.ended();
      assertThat(pod.model.asked()).isEmpty();
    }
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
            ModelServer.chunked(out, "application/json");
            try {
              while (true) {
                ModelServer.chunk(out, "x".repeat(10_000));
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
      } catch (IOException e) {
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
  void noMoreConnectionsThanPermittedAreLetIn() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("connections", 1));
        Socket first = pod.raw()) {
      assertThat(RawAnswer.to(first, GET).status()).isEqualTo(200);
      try (Socket second = new Socket(InetAddress.getLoopbackAddress(), pod.sidecar().doorPort())) {
        assertThat(RawAnswer.ended(second)).isTrue();
      }
      assertThat(RawAnswer.to(first, GET).status()).isEqualTo(200);
    }
  }
}
