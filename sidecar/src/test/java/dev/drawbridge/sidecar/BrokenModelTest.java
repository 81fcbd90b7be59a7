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
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A model that does not do what a server should. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Isolated("The port of a model that was closed must not become that of another test's model.")
class BrokenModelTest {

  private static final String QUESTION = "{\"messages\":[]}";

  static Stream<Arguments> unusable() {
    return Stream.of(
        what("hangs up at once", (asked, out) -> asked.socket().close()),
        what(
            "hangs up within its head",
            (asked, out) -> {
              ModelServer.write(out, "HTTP/1.1 200 OK\r\nContent-");
              asked.socket().close();
            }),
        what("speaks no HTTP", (asked, out) -> ModelServer.write(out, "hello there\r\n\r\n")),
        what(
            "says two lengths",
            (asked, out) ->
                ModelServer.write(
                    out, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")),
        what(
            "says length and coding",
            (asked, out) ->
                ModelServer.write(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
        what(
            "has a head without end",
            (asked, out) ->
                ModelServer.write(out, "HTTP/1.1 200 OK\r\nX-A: " + "a".repeat(100_000))),
        what(
            "changes the protocol",
            (asked, out) ->
                ModelServer.write(out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")));
  }

  private static Arguments what(String name, ModelServer.Script script) {
    return Arguments.of(name, script);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusable")
  void becomesABadGateway(String name, ModelServer.Script script) throws Exception {
    try (Pod pod = Pod.start()) {
      pod.model.script(script);

      HttpResponse<String> answer = pod.ask(pod.chat(QUESTION));

      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("model.broken");
      end(
          pod,
          Map.of(Field.OUTCOME, "error", Field.HTTP_STATUS, 502L, Field.RULE_ID, "model.broken"));
    }
  }

  private static void end(Pod pod, Map<Field, Object> expected) {
    pod.ended();
    assertThat(pod.records(Event.INFERENCE_COMPLETED))
        .singleElement()
        .satisfies(record -> assertThat(record).containsAllEntriesOf(expected));
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void anAnswerThatBreaksOffDoesNotLookWhole(HttpClient.Version version) throws Exception {
    try (Pod pod = Pod.start();
        HttpClient client = pod.client("chatbot", version)) {
      pod.model.script(
          (asked, out) -> {
            ModelServer.chunked(out, "text/event-stream");
            ModelServer.chunk(out, "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n");
            asked.socket().close();
          });

      assertThatThrownBy(() -> client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
      end(pod, Map.of(Field.OUTCOME, "aborted", Field.ABORT_BY, "model", Field.HTTP_STATUS, 200L));
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void oneThatPromisesMoreThanItSendsBreaksOff(HttpClient.Version version) throws Exception {
    try (Pod pod = Pod.start();
        HttpClient client = pod.client("chatbot", version)) {
      pod.model.script(
          (asked, out) -> {
            ModelServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
            asked.socket().close();
          });

      assertThatThrownBy(() -> client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
      end(pod, Map.of(Field.OUTCOME, "aborted", Field.ABORT_BY, "model"));
    }
  }

  @Test
  void whatItSendsBeyondItsLengthIsNobodysAnswer() throws Exception {
    try (Pod pod = Pod.start();
        HttpClient client = pod.client("chatbot", HttpClient.Version.HTTP_1_1)) {
      pod.model.script(
          (asked, out) ->
              ModelServer.write(
                  out,
                  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n"
                      + "Content-Length: 6\r\n\r\npoison"));

      for (int i = 0; i < 5; i++) {
        assertThat(client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString()).body())
            .isEqualTo("ok");
      }
      // Nor is anything read from that connection again.
      assertThat(pod.model.asked().stream().map(ModelServer.Asked::socket).distinct()).hasSize(5);
    }
  }

  @Test
  void oneThatHangsIsGivenUp() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("modelTimeoutSeconds", 1))) {
      CountDownLatch never = new CountDownLatch(1);
      pod.model.script((asked, out) -> never.await());

      HttpResponse<String> answer = pod.ask(pod.chat(QUESTION));

      assertThat(answer.statusCode()).isEqualTo(504);
      end(pod, Map.of(Field.OUTCOME, "error", Field.RULE_ID, "model.timeout"));
      never.countDown();
    }
  }

  @Test
  void oneThatHangsMidwayIsBrokenOffByTheSidecar() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("modelTimeoutSeconds", 1))) {
      CountDownLatch never = new CountDownLatch(1);
      pod.model.script(
          (asked, out) -> {
            ModelServer.chunked(out, "text/event-stream");
            ModelServer.chunk(out, "data: {}\n\n");
            never.await();
          });

      assertThatThrownBy(() -> pod.ask(pod.chat(QUESTION))).isInstanceOf(IOException.class);
      end(
          pod,
          Map.of(
              Field.OUTCOME, "aborted", Field.ABORT_BY, "sidecar", Field.RULE_ID, "model.timeout"));
      never.countDown();
    }
  }

  @Test
  void oneThatIsNotThereIsSaidNotToBe() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.model.close();

      HttpResponse<String> answer = pod.ask(pod.chat(QUESTION));

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      end(pod, Map.of(Field.OUTCOME, "error", Field.RULE_ID, "model.unreachable"));
    }
  }

  @Test
  void trailersAndInformationalAnswersDoNotReachTheConsumer() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.model.script(
          (asked, out) -> {
            ModelServer.write(out, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            ModelServer.write(
                out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-A\r\n\r\n");
            ModelServer.write(out, "2\r\nok\r\n0\r\nX-A: b\r\nContent-Length: 9\r\n\r\n");
          });

      HttpResponse<String> answer = pod.ask(pod.chat(QUESTION));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("ok");
      assertThat(answer.headers().map()).doesNotContainKeys("link", "trailer", "x-a");
    }
  }

  @Test
  void hopByHopHeadersOfItsAnswerStayHere() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.model.script(
          (asked, out) ->
              ModelServer.write(
                  out,
                  String.join(
                      "\r\n",
                      "HTTP/1.1 200 OK",
                      "Connection: x-secret",
                      "X-Secret: 1",
                      "Keep-Alive: timeout=5",
                      "Alt-Svc: h3=\":443\"",
                      "Drawbridge-Request-Id: forged",
                      "X-Kept: 1",
                      "Content-Length: 2",
                      "",
                      "ok")));

      HttpResponse<String> answer = pod.ask(pod.chat(QUESTION));

      assertThat(answer.headers().map())
          .doesNotContainKeys("x-secret", "keep-alive", "alt-svc")
          .containsKey("x-kept");
      assertThat(answer.headers().allValues("Drawbridge-Request-Id"))
          .singleElement()
          .satisfies(id -> assertThat(id).isNotEqualTo("forged").hasSize(32));
    }
  }

  @Test
  void anErrorOfItsOwnIsPassedOnAndRecordedAsOne() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.model.script(
          (asked, out) ->
              ModelServer.write(out, "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno"));

      assertThat(pod.ask(pod.chat(QUESTION)).body()).isEqualTo("no");
      end(pod, Map.of(Field.OUTCOME, "error", Field.HTTP_STATUS, 400L));
    }
  }
}
