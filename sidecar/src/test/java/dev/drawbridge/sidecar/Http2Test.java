package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Http2Client;
import dev.drawbridge.sidecar.pod.Pod;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 that could become another request once it is HTTP/1.1. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2Test {

  private static final String PATH = "/v1/chat/completions";
  private static final String BODY = "{\"messages\":[]}";

  private static Http2Headers head() {
    return Http2Client.head("POST", PATH);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        reset("connection", head().set("connection", "close")),
        reset("transfer-encoding", head().set("transfer-encoding", "chunked")),
        reset("keep-alive", head().set("keep-alive", "1")),
        reset("proxy-connection", head().set("proxy-connection", "keep-alive")),
        reset("upgrade", head().set("upgrade", "websocket")),
        reset("te", head().set("te", "gzip")),
        reset("a capital", head().set("X-A", "b")),
        reset("a name with a colon", head().set("x:a", "b")),
        reset("a name with CRLF", head().set("x\r\nhost", "b")),
        reset("a value with CRLF", head().set("x-a", "b\r\nhost: c")),
        reset("a value with NUL", head().set("x-a", "b\0c")),
        Arguments.of("another host", head().set("host", "other"), "400", "request.malformed"),
        reset("no authority", Http2Client.head("POST", PATH).authority("")),
        reset("an unknown pseudo header", head().set(":a", "b")),
        reset("a status", head().status("200")),
        reset("too short a length", head().set("content-length", "3")),
        reset("too long a length", head().set("content-length", "300")),
        reset("two lengths", head().add("content-length", "15").add("content-length", "16")),
        Arguments.of(
            "a path with a space",
            Http2Client.head("POST", PATH + " HTTP/1.1"),
            "400",
            "request.malformed"),
        reset("a path with CRLF", Http2Client.head("POST", PATH + "\r\nx: y")),
        Arguments.of(
            "an absolute path",
            Http2Client.head("POST", "https://other" + PATH),
            "400",
            "request.ambiguous"),
        Arguments.of("CONNECT", Http2Client.head("CONNECT", PATH), "403", "upgrade.forbidden"),
        Arguments.of(
            "headers without end",
            head().set("x-a", "a".repeat(20_000)),
            "hung up",
            "request.malformed"));
  }

  private static Arguments reset(String name, Http2Headers head) {
    return Arguments.of(name, head, "PROTOCOL_ERROR", "request.malformed");
  }

  /** What a consumer sees: a status, or the code of a reset. */
  private static String seen(Http2Client.Answer answer) {
    if (answer.status() > 0) {
      return String.valueOf(answer.status());
    }
    return answer.reset() < 0 ? "hung up" : Http2Error.valueOf(answer.reset()).name();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void isRefusedAndRecordedAndTheModelSeesNothing(
      String name, Http2Headers head, String seen, String rule) throws Exception {
    try (Pod pod = Pod.start()) {
      try (Http2Client client = new Http2Client(pod)) {
        assertThat(seen(client.ask(head, BODY))).isEqualTo(seen);
      }
      try (Http2Client client = new Http2Client(pod)) {
        assertThat(client.ask(head(), BODY).status()).isEqualTo(200);
      }
      pod.ended();
      assertThat(pod.model.asked()).hasSize(1);
      // Twice where a body follows a head that was none: that is of no request any more.
      assertThat(pod.records(Event.INFERENCE_DENIED))
          .hasSizeBetween(1, 2)
          .allSatisfy(record -> assertThat(record).containsEntry(Field.RULE_ID, rule));
    }
  }

  /** The codec refuses it at its head, which is its end too: nothing of it follows. */
  @Test
  void whatIsMalformedAndOverWithItsHeadIsRecordedOnce() throws Exception {
    try (Pod pod = Pod.start();
        Http2Client client = new Http2Client(pod)) {
      Http2Headers twoLengths =
          Http2Client.head("GET", "/v1/models")
              .add("content-length", "1")
              .add("content-length", "2");

      assertThat(seen(client.ask(twoLengths))).isEqualTo("PROTOCOL_ERROR");
      assertThat(client.ask(head(), BODY).status()).isEqualTo(200);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_DENIED))
          .singleElement()
          .satisfies(
              record -> assertThat(record).containsEntry(Field.RULE_ID, "request.malformed"));
    }
  }

  @Test
  void streamsOfOneConnectionDoNotWaitForEachOther() throws Exception {
    var go = new java.util.concurrent.CountDownLatch(1);
    try (Pod pod = Pod.start();
        Http2Client client = new Http2Client(pod)) {
      pod.model.script(
          (asked, out) -> {
            if (asked.body().contains("slow")) {
              go.await();
            }
            dev.drawbridge.sidecar.pod.ModelServer.json(out, "{}");
          });
      var slow =
          java.util.concurrent.CompletableFuture.supplyAsync(
              () -> {
                try {
                  return client.ask(head(), "{\"messages\":[\"slow\"]}");
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              },
              Thread::startVirtualThread);

      assertThat(client.ask(head(), BODY).status()).isEqualTo(200);
      assertThat(slow).isNotDone();
      go.countDown();
      assertThat(slow.get().status()).isEqualTo(200);
    }
  }

  @Test
  void aRequestThatIsTooLargeIsAnsweredBeforeItIsOver() throws Exception {
    try (Pod pod = Pod.start(new dev.drawbridge.sidecar.pod.PodConfig().limit("bodyBytes", 10));
        Http2Client client = new Http2Client(pod)) {
      assertThat(client.ask(head(), BODY).status()).isEqualTo(413);
      assertThat(client.isOpen()).isTrue();
    }
  }
}
