package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Http2Client;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.RawAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Health, and the end of a pod. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Isolated("The port of a model that was closed must not become that of another test's model.")
class DrainTest {

  private static final String GET = "GET /v1/models HTTP/1.1\r\nHost: model\r\n\r\n";
  private static final String STREAMED = "{\"messages\":[],\"stream\":true}";

  private static CompletableFuture<HttpResponse<String>> drain(Pod pod) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return pod.health("/drain");
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        },
        Thread::startVirtualThread);
  }

  @Test
  void waitsForTheAnswerUnderWayAndTakesNoNewRequest() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (Pod pod = Pod.start(new PodConfig().limit("drainSeconds", 30));
        Socket first = pod.raw();
        Socket second = pod.raw()) {
      assertThat(RawAnswer.to(second, GET).status()).isEqualTo(200);
      pod.model.script(
          (asked, out) -> {
            seen.countDown();
            go.await();
            ModelServer.json(out, "{}");
          });
      RawAnswer.send(first, GET);
      seen.await();
      CompletableFuture<HttpResponse<String>> draining = drain(pod);
      while (pod.health("/ready").statusCode() == 200) {
        Thread.onSpinWait();
      }

      RawAnswer refused = RawAnswer.to(second, GET);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.head())
          .containsIgnoringCase("retry-after")
          .containsIgnoringCase("connection: close");
      assertThat(draining).isNotDone();
      go.countDown();
      RawAnswer answer = RawAnswer.read(first);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.head()).containsIgnoringCase("connection: close");
      assertThat(draining.get(20, TimeUnit.SECONDS).body()).contains("all requests have ended");
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_DENIED))
          .singleElement()
          .satisfies(record -> assertThat(record).containsEntry(Field.RULE_ID, "sidecar.draining"));
    }
  }

  /** Whether one is left hangs on which moment its event loop is told to end in. */
  @RepeatedTest(5)
  void whenItHasEndedNobodyIsLeftOnAConnectionThatNoOneServes() throws Exception {
    try (Pod pod = Pod.start();
        Socket asked = pod.raw();
        Socket idle = pod.raw()) {
      assertThat(RawAnswer.to(asked, GET).status()).isEqualTo(200);
      assertThat(RawAnswer.to(idle, GET).status()).isEqualTo(200);

      pod.ended();

      assertThat(isOver(asked)).isTrue();
      assertThat(isOver(idle)).isTrue();
    }
  }

  private static boolean isOver(Socket socket) throws IOException {
    socket.setSoTimeout(5_000);
    try {
      return socket.getInputStream().read() == -1;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void onHttp11AStreamUnderWayRunsToItsEnd() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Pod pod = Pod.start(new PodConfig().limit("drainSeconds", 30));
        Socket socket = pod.raw()) {
      pod.model.script(ModelServer.inTwoHalves(goOn));
      RawAnswer.send(
          socket,
          "POST /v1/chat/completions HTTP/1.1\r\nHost: model\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(STREAMED.length(), STREAMED));
      assertThat(RawAnswer.read(socket).status()).isEqualTo(200);
      CompletableFuture<HttpResponse<String>> draining = drain(pod);
      while (pod.health("/ready").statusCode() == 200) {
        Thread.onSpinWait();
      }
      assertThat(draining).isNotDone();
      goOn.countDown();

      RawAnswer.send(socket, GET);
      String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(rest)
          .containsSubsequence(ModelServer.EVENT, ModelServer.DONE, "\r\n0\r\n\r\nHTTP/1.1 503 ");
      ranToItsEnd(pod, draining);
    }
  }

  @Test
  void onHttp2AStreamUnderWayRunsToItsEndAfterTheFarewell() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Pod pod = Pod.start(new PodConfig().limit("drainSeconds", 30));
        Http2Client client = new Http2Client(pod)) {
      pod.model.script(ModelServer.inTwoHalves(goOn));
      Http2Client.Call call = client.begin(Http2Client.head("POST", "/v1/chat/completions"));
      call.send(STREAMED, true);
      assertThat(call.first()).isEqualTo(ModelServer.EVENT);
      CompletableFuture<HttpResponse<String>> draining = drain(pod);
      assertThat(client.goAway()).isZero();
      assertThat(draining).isNotDone();
      goOn.countDown();

      assertThat(call.answer().body()).isEqualTo(ModelServer.EVENT + ModelServer.DONE);
      ranToItsEnd(pod, draining);
    }
  }

  private static void ranToItsEnd(Pod pod, CompletableFuture<HttpResponse<String>> draining)
      throws Exception {
    assertThat(draining.get(20, TimeUnit.SECONDS).body()).contains("all requests have ended");
    pod.ended();
    assertThat(pod.records(Event.INFERENCE_COMPLETED))
        .singleElement()
        .satisfies(record -> assertThat(record).containsEntry(Field.OUTCOME, "ok"));
  }

  @Test
  void hasNoMorePatienceThanConfigured() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (Pod pod = Pod.start(new PodConfig().limit("drainSeconds", 1));
        Socket first = pod.raw()) {
      pod.model.script(
          (asked, out) -> {
            seen.countDown();
            never.await();
          });
      RawAnswer.send(first, GET);
      seen.await();

      assertThat(pod.health("/drain").body()).contains("1 requests under way");
      pod.ended();
      never.countDown();
      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .singleElement()
          .satisfies(
              record ->
                  assertThat(record)
                      .containsEntry(Field.OUTCOME, "aborted")
                      .containsEntry(Field.ABORT_BY, "sidecar"));
    }
  }

  @Test
  void isReadyWhileTheModelListens() throws Exception {
    try (Pod pod = Pod.start()) {
      assertThat(pod.health("/ready").statusCode()).isEqualTo(200);

      pod.model.close();

      assertThat(pod.health("/ready").statusCode()).isEqualTo(503);
      assertThat(pod.health("/ready").body()).contains("does not answer on port");
      assertThat(pod.health("/live").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"200 OK, 200", "503 Wait, 503", "404 No, 503", "302 Found, 503"})
  void isAsReadyAsTheModelSays(String said, int told) throws Exception {
    try (Pod pod = Pod.start(new PodConfig().readiness("/health"))) {
      pod.model.script(
          (asked, out) ->
              ModelServer.write(
                  out, "HTTP/1.1 " + said + "\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"));

      assertThat(pod.health("/ready").statusCode()).isEqualTo(told);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics", "/drain/x"})
  void theHealthPortTellsNothingElse(String path) throws Exception {
    try (Pod pod = Pod.start()) {
      assertThat(pod.health(path).statusCode()).isEqualTo(404);
      assertThat(pod.health("/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void letsAnybodyInAtTheTripwireAndHangsUp() throws Exception {
    try (Pod pod = Pod.start();
        Socket caller =
            new Socket(InetAddress.getLoopbackAddress(), pod.sidecar().tripwirePort())) {
      assertThat(caller.getInputStream().read()).isEqualTo(-1);
    }
  }
}
