package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Http2Client;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.RawAnswer;
import dev.drawbridge.sidecar.pod.TestAuthority;
import dev.drawbridge.sidecar.pod.TestAuthority.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trust or configuration changes while somebody is connected. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveIdentityTest {

  private static final String PATH = "/v1/chat/completions";
  private static final String STREAMED = "{\"messages\":[],\"stream\":true}";
  private static final String PLAIN = "{\"messages\":[]}";

  /** What happens to the identity of the connection. */
  enum Change {
    NO_LONGER_TRUSTED(401, "identity.no-longer-valid") {
      @Override
      void in(Pod pod) throws Exception {
        pod.writeCertificates(new TestAuthority());
      }
    },
    NO_LONGER_LISTED(403, "consumer.unknown") {
      @Override
      void in(Pod pod) throws Exception {
        pod.writeConfig(pod.config.noConsumers().consumer("another").generation(8).json());
      }
    };

    final int status;
    final String rule;

    Change(int status, String rule) {
      this.status = status;
      this.rule = rule;
    }

    abstract void in(Pod pod) throws Exception;
  }

  /** A model that sends one token, and the rest when it is let go. */
  private static final class Pausing {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);

    Pausing(Pod pod) {
      pod.model.script(
          (asked, out) -> {
            ModelServer.chunked(out, "text/event-stream");
            ModelServer.chunk(out, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n");
            begun.countDown();
            go.await();
            ModelServer.chunk(out, "data: [DONE]\n\n");
            ModelServer.chunk(out, "");
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void onHttp2TheStreamEndsWellAndTheNextOneIsRefused(Change change) throws Exception {
    try (Pod pod = Pod.start();
        Http2Client client = new Http2Client(pod)) {
      Pausing model = new Pausing(pod);
      CompletableFuture<Http2Client.Answer> stream =
          CompletableFuture.supplyAsync(() -> ask(client, STREAMED), Thread::startVirtualThread);
      model.begun.await();

      change.in(pod);
      pod.sidecar().reload();

      Http2Client.Answer refused = ask(client, PLAIN);
      assertThat(refused.status()).isEqualTo(change.status);
      assertThat(refused.body()).contains(change.rule);
      assertThat(stream).isNotDone();
      model.go.countDown();
      assertThat(stream.join().body()).endsWith("data: [DONE]\n\n");
      while (client.isOpen()) {
        Thread.sleep(10);
      }
      onRecord(pod, change);
    }
  }

  private static Http2Client.Answer ask(Http2Client client, String body) {
    try {
      return client.ask(Http2Client.head("POST", PATH), body);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void onHttp11TheAnswerEndsWellAndTheNextRequestIsRefused(Change change) throws Exception {
    try (Pod pod = Pod.start();
        Socket socket = pod.raw()) {
      Pausing model = new Pausing(pod);
      RawAnswer.send(socket, post(STREAMED));
      // Its head is out before anything changes, and so does not say that the connection ends.
      assertThat(RawAnswer.read(socket).status()).isEqualTo(200);

      change.in(pod);
      pod.sidecar().reload();
      model.go.countDown();

      RawAnswer.send(socket, post(PLAIN));
      String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(rest).contains("data: [DONE]", "0\r\n\r\nHTTP/1.1 " + change.status, change.rule);
      onRecord(pod, change);
    }
  }

  private static String post(String body) {
    return "POST %s HTTP/1.1\r\nHost: model\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(PATH, body.length(), body);
  }

  /** He is verified by what was trusted when he knocked, and judged by what is when he asks. */
  @Test
  void whoIsShakingHandsWhileTrustChangesIsRefused() throws Exception {
    try (Pod pod = Pod.start()) {
      Issued own = pod.authority.client(PodConfig.spiffe("chatbot"));
      Runnable change =
          () -> {
            try {
              pod.writeCertificates(new TestAuthority());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            pod.sidecar().reload();
          };
      try (Socket socket =
          pod.authority
              .context(change, own)
              .getSocketFactory()
              .createSocket("127.0.0.1", pod.sidecar().doorPort())) {
        RawAnswer answer = RawAnswer.to(socket, "GET /v1/models HTTP/1.1\r\nHost: model\r\n\r\n");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("identity.no-longer-valid");
      }
      pod.ended();
      assertThat(pod.model.asked()).isEmpty();
      assertThat(pod.records(Event.INFERENCE_DENIED)).hasSize(1);
    }
  }

  private static void onRecord(Pod pod, Change change) {
    pod.ended();
    assertThat(pod.model.asked()).hasSize(1);
    assertThat(pod.records(Event.INFERENCE_COMPLETED))
        .singleElement()
        .satisfies(record -> assertThat(record).containsEntry(Field.OUTCOME, "ok"));
    assertThat(pod.records(Event.INFERENCE_DENIED))
        .singleElement()
        .satisfies(record -> assertThat(record).containsEntry(Field.RULE_ID, change.rule));
  }
}
