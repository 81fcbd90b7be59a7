package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.sidecar.pod.Http2Client;
import dev.drawbridge.sidecar.pod.Pod;
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
        Arguments.of("connection", head().set("connection", "close")),
        Arguments.of("transfer-encoding", head().set("transfer-encoding", "chunked")),
        Arguments.of("keep-alive", head().set("keep-alive", "1")),
        Arguments.of("proxy-connection", head().set("proxy-connection", "keep-alive")),
        Arguments.of("upgrade", head().set("upgrade", "websocket")),
        Arguments.of("te", head().set("te", "gzip")),
        Arguments.of("a capital", head().set("X-A", "b")),
        Arguments.of("a name with a colon", head().set("x:a", "b")),
        Arguments.of("a name with CRLF", head().set("x\r\nhost", "b")),
        Arguments.of("a value with CRLF", head().set("x-a", "b\r\nhost: c")),
        Arguments.of("a value with NUL", head().set("x-a", "b\0c")),
        Arguments.of("another host", head().set("host", "other")),
        Arguments.of("no authority", Http2Client.head("POST", PATH).authority("")),
        Arguments.of("an unknown pseudo header", head().set(":a", "b")),
        Arguments.of("a status", head().status("200")),
        Arguments.of("too short a length", head().set("content-length", "3")),
        Arguments.of("too long a length", head().set("content-length", "300")),
        Arguments.of("two lengths", head().add("content-length", "15").add("content-length", "16")),
        Arguments.of("a path with a space", Http2Client.head("POST", PATH + " HTTP/1.1")),
        Arguments.of("a path with CRLF", Http2Client.head("POST", PATH + "\r\nx: y")),
        Arguments.of("an absolute path", Http2Client.head("POST", "https://other" + PATH)),
        Arguments.of("CONNECT", Http2Client.head("CONNECT", PATH)),
        Arguments.of("headers without end", head().set("x-a", "a".repeat(20_000))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void isRefusedAndRecordedAndTheModelSeesNothing(String name, Http2Headers head) throws Exception {
    try (Pod pod = Pod.start()) {
      try (Http2Client client = new Http2Client(pod)) {
        Http2Client.Answer answer = client.ask(head, BODY);

        assertThat(answer.status()).as(answer.toString()).isNotEqualTo(200);
      }
      try (Http2Client client = new Http2Client(pod)) {
        assertThat(client.ask(head(), BODY).status()).isEqualTo(200);
      }
      pod.ended();
      assertThat(pod.model.asked()).hasSize(1);
      assertThat(pod.records(Event.INFERENCE_DENIED)).isNotEmpty();
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

      assertThat(client.ask(twoLengths).status()).isNotEqualTo(200);
      assertThat(client.ask(head(), BODY).status()).isEqualTo(200);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_DENIED)).hasSize(1);
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
