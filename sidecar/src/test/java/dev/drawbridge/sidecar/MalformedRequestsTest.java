package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.ProblemJson;
import dev.drawbridge.sidecar.pod.RawAnswer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/1.1 that two readers could read in two ways, or not at all. One pod for all of it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MalformedRequestsTest {

  private static final int FUZZED = 300;
  private static final String BODY = "{\"messages\":[]}";
  private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\n";
  private static final String HOST = "Host: model\r\n";
  private static final String LENGTH = "Content-Length: 15\r\n";
  private static final String GOOD = POST + HOST + LENGTH + "\r\n" + BODY;

  private static Pod pod;

  @BeforeAll
  static void start() throws Exception {
    pod = Pod.start(new PodConfig().limit("bodyBytes", 100_000));
  }

  @AfterAll
  static void end() throws Exception {
    pod.close();
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        bad(
            "length and coding",
            400,
            POST + HOST + LENGTH + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        bad(
            "coding and length",
            400,
            POST + HOST + "Transfer-Encoding: chunked\r\n" + LENGTH + "\r\n0\r\n\r\n"),
        bad("two lengths", 400, POST + HOST + LENGTH + "Content-Length: 16\r\n\r\n" + BODY),
        bad("two equal lengths", 400, POST + HOST + LENGTH + LENGTH + "\r\n" + BODY),
        bad("two lengths in one", 400, POST + HOST + "Content-Length: 15, 15\r\n\r\n" + BODY),
        bad("a signed length", 400, POST + HOST + "Content-Length: +15\r\n\r\n" + BODY),
        bad("a negative length", 400, POST + HOST + "Content-Length: -15\r\n\r\n" + BODY),
        bad("a hex length", 400, POST + HOST + "Content-Length: 0xf\r\n\r\n" + BODY),
        bad("an empty length", 400, POST + HOST + "Content-Length: \r\n\r\n" + BODY),
        bad(
            "a huge length",
            400,
            POST + HOST + "Content-Length: 99999999999999999999\r\n\r\n" + BODY),
        bad(
            "gzip, chunked",
            400,
            POST + HOST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        bad(
            "chunked, chunked",
            400,
            POST + HOST + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        bad(
            "two codings",
            400,
            POST
                + HOST
                + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
        bad("identity", 400, POST + HOST + "Transfer-Encoding: identity\r\n\r\n"),
        bad("xchunked", 400, POST + HOST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        bad(
            "coding with a tab",
            400,
            POST + HOST + "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n"),
        bad("a folded header", 400, POST + HOST + "X-A: b\r\n c\r\n" + LENGTH + "\r\n" + BODY),
        bad("a folded length", 400, POST + HOST + "Content-Length:\r\n 15\r\n\r\n" + BODY),
        bad("space before colon", 400, POST + HOST + "Content-Length : 15\r\n\r\n" + BODY),
        bad("bare LF in head", 400, POST + "Host: model\n" + LENGTH + "\r\n" + BODY),
        bad("bare LF at end", 400, POST + HOST + LENGTH + "\n" + BODY),
        bad("bare CR in value", 400, POST + HOST + "X-A: a\rb\r\n" + LENGTH + "\r\n" + BODY),
        bad("NUL in value", 400, POST + HOST + "X-A: a\0b\r\n" + LENGTH + "\r\n" + BODY),
        bad("no colon", 400, POST + HOST + "X-A\r\n" + LENGTH + "\r\n" + BODY),
        bad("a name with a space", 400, POST + HOST + "X A: b\r\n" + LENGTH + "\r\n" + BODY),
        bad("an empty name", 400, POST + HOST + ": b\r\n" + LENGTH + "\r\n" + BODY),
        bad("no host", 400, POST + LENGTH + "\r\n" + BODY),
        bad("two hosts", 400, POST + HOST + HOST + LENGTH + "\r\n" + BODY),
        bad("a host that is none", 400, POST + "Host: a b\r\n" + LENGTH + "\r\n" + BODY),
        bad("a host with a user", 400, POST + "Host: u@model\r\n" + LENGTH + "\r\n" + BODY),
        bad(
            "another absolute target",
            400,
            "POST https://other/v1/chat/completions HTTP/1.1\r\n" + HOST + LENGTH + "\r\n" + BODY),
        bad(
            "two spaces",
            400,
            "POST  /v1/chat/completions HTTP/1.1\r\n" + HOST + LENGTH + "\r\n" + BODY),
        bad(
            "a tab",
            400,
            "POST\t/v1/chat/completions HTTP/1.1\r\n" + HOST + LENGTH + "\r\n" + BODY),
        bad(
            "a space too many",
            400,
            "POST /v1/chat/completions x HTTP/1.1\r\n" + HOST + LENGTH + "\r\n" + BODY),
        bad(
            "a CR in the target",
            400,
            "POST /v1/chat\r/completions HTTP/1.1\r\n" + HOST + LENGTH + "\r\n" + BODY),
        bad(
            "a byte of Latin-1",
            400,
            "POST /v1/ch\u00e4t HTTP/1.1\r\n" + HOST + LENGTH + "\r\n" + BODY),
        bad(
            "HTTP/1.0",
            400,
            "POST /v1/chat/completions HTTP/1.0\r\n" + HOST + LENGTH + "\r\n" + BODY),
        bad(
            "HTTP/1.2",
            400,
            "POST /v1/chat/completions HTTP/1.2\r\n" + HOST + LENGTH + "\r\n" + BODY),
        bad("HTTP/0.9", 400, "GET /\r\n\r\n"),
        bad("garbage", 400, "\u0016\u0003\u0001\u0002\r\n\r\n"),
        bad("the preface of HTTP/2", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        bad("CONNECT", 403, "CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n"),
        bad(
            "WebSocket",
            403,
            "GET /v1/models HTTP/1.1\r\n"
                + HOST
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n"),
        bad(
            "upgrade to h2c",
            403,
            "GET /v1/models HTTP/1.1\r\n"
                + HOST
                + "Connection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\n"
                + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n"),
        bad("TRACE", 405, "TRACE /v1/models HTTP/1.1\r\n" + HOST + "\r\n"),
        bad(
            "another expectation",
            400,
            POST + HOST + "Expect: miracles\r\n" + LENGTH + "\r\n" + BODY),
        bad(
            "a body where there is none",
            400,
            "GET /v1/models HTTP/1.1\r\n" + HOST + LENGTH + "\r\n" + BODY),
        bad(
            "a chunk that is too long",
            400,
            POST + HOST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n"),
        bad(
            "a chunk size with a sign",
            400,
            POST + HOST + "Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n"),
        bad(
            "a chunk size of 2^32",
            400,
            POST + HOST + "Transfer-Encoding: chunked\r\n\r\n100000000\r\nabc\r\n0\r\n\r\n"),
        bad(
            "a chunk extension with LF",
            400,
            POST + HOST + "Transfer-Encoding: chunked\r\n\r\n3;a\nabc\r\n0\r\n\r\n"),
        bad("no JSON", 400, POST + HOST + "Content-Length: 3\r\n\r\nabc"),
        bad(
            "stream twice",
            400,
            POST + HOST + "Content-Length: 30\r\n\r\n{\"stream\":true,\"stream\":false}"),
        bad(
            "more behind the JSON, which another protocol permits",
            400,
            POST
                + HOST
                + "Inference-Header-Content-Length: 15\r\nContent-Length: 30\r\n\r\n"
                + BODY
                + BODY),
        bad("too much body", 413, POST + HOST + "Content-Length: 100001\r\n\r\n"),
        bad(
            "too much body in chunks",
            413,
            POST
                + HOST
                + "Transfer-Encoding: chunked\r\n\r\n186a1\r\n"
                + "a".repeat(100_001)
                + "\r\n0\r\n\r\n"),
        bad("a long path", 414, "GET /" + "a".repeat(9000) + " HTTP/1.1\r\n" + HOST + "\r\n"),
        bad("a long header", 431, POST + HOST + "X-A: " + "a".repeat(9000) + "\r\n\r\n"),
        bad("many headers", 431, POST + HOST + "X-A: b\r\n".repeat(2000) + "\r\n"),
        bad(
            "an encoded body",
            415,
            POST + HOST + "Content-Encoding: gzip\r\n" + LENGTH + "\r\n" + BODY));
  }

  private static Arguments bad(String name, int status, String request) {
    return Arguments.of(name, status, request);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void isRefusedWithAnAnswerAndARecordAndTheModelSeesNothing(
      String name, int status, String request) throws Exception {
    int asked = pod.model.asked().size();
    long denied = denied();
    try (Socket socket = pod.raw()) {
      RawAnswer answer = RawAnswer.to(socket, request);

      assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      ProblemJson problem = ProblemJson.of(answer.body());
      assertThat(problem.status()).isEqualTo(status);
      assertThat(denied()).isEqualTo(denied + 1);
      assertThat(pod.records(Event.INFERENCE_DENIED).getLast())
          .containsEntry(Field.TRACE_ID, problem.instance());
      assertThat(pod.model.asked()).hasSize(asked);
    }
    stillServes();
  }

  private static long denied() {
    return pod.records(Event.INFERENCE_DENIED).size();
  }

  private static void stillServes() throws IOException {
    try (Socket socket = pod.raw()) {
      assertThat(RawAnswer.to(socket, GOOD).status()).isEqualTo(200);
    }
  }

  @Test
  void whatFollowsARefusedRequestIsNotTakenForAnother() throws Exception {
    int asked = pod.model.asked().size();
    try (Socket socket = pod.raw()) {
      String smuggled = "0\r\n\r\n" + GOOD;
      RawAnswer answer =
          RawAnswer.to(
              socket, POST + HOST + LENGTH + "Transfer-Encoding: chunked\r\n\r\n" + smuggled);

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.head()).containsIgnoringCase("connection: close");
      socket.shutdownOutput();
      assertThat(RawAnswer.read(socket).status()).isZero();
    }
    assertThat(pod.model.asked()).hasSize(asked);
  }

  @Test
  void severalRequestsAtOnceAreAnsweredOneAfterTheOther() throws Exception {
    try (Socket socket = pod.raw()) {
      RawAnswer.send(socket, GOOD + GOOD + GOOD);

      for (int i = 0; i < 3; i++) {
        assertThat(RawAnswer.read(socket).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void whoExpectsToBeToldGetsToldToSendTheBody() throws Exception {
    try (Socket socket = pod.raw()) {
      RawAnswer told = RawAnswer.to(socket, POST + HOST + LENGTH + "Expect: 100-continue\r\n\r\n");

      assertThat(told.status()).isEqualTo(100);
      assertThat(RawAnswer.to(socket, BODY).status()).isEqualTo(200);
    }
  }

  /** Seeded, so that what fails once fails again. */
  @Test
  void survivesAnythingThatIsThrownAtIt() throws Exception {
    Random random = new Random(20261128);
    for (int i = 0; i < FUZZED; i++) {
      byte[] mutated = mutated(random);
      int asked = pod.model.asked().size();
      try (Socket socket = pod.raw()) {
        socket.getOutputStream().write(mutated);
        socket.shutdownOutput();
        RawAnswer.ended(socket);
      } catch (IOException e) {
        // It may hang up at any moment.
      }
      assertThat(pod.model.asked().size() - asked)
          .as(new String(mutated, StandardCharsets.ISO_8859_1))
          .isLessThanOrEqualTo(1);
    }
    stillServes();
    assertThat(pod.records(Event.INFERENCE_ACCEPTED))
        .hasSizeGreaterThanOrEqualTo(pod.model.asked().size());
    assertThat(pod.records(Event.INFERENCE_DENIED)).allMatch(one -> one.containsKey(Field.RULE_ID));
  }

  private static byte[] mutated(Random random) {
    byte[] bytes = GOOD.getBytes(StandardCharsets.ISO_8859_1);
    byte[] interesting = {'\r', '\n', ' ', '\t', ':', ',', 0, (byte) 0xff, '/', '%', ';', '"'};
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          random.nextBoolean()
              ? interesting[random.nextInt(interesting.length)]
              : (byte) random.nextInt(256);
    }
    int length = random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length;
    return java.util.Arrays.copyOf(bytes, length);
  }
}
