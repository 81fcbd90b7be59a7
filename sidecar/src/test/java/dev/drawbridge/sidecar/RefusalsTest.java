package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.ProblemJson;
import dev.drawbridge.sidecar.pod.RawAnswer;
import dev.drawbridge.sidecar.pod.TestAuthority;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule by which a request is refused: what its consumer reads, and what is on record. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusalsTest {

  private static final String HOST = "Host: model\r\n";
  private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\n" + HOST;
  private static final String GET = get("/v1/models");
  private static final int NOBODY = 1; // the port of a model that is not there

  /** How somebody comes to be refused, on a connection of the usual consumer or on another. */
  interface Way {
    RawAnswer refused(Pod pod, Socket socket) throws Exception;
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        is(Rule.REQUEST_MALFORMED, "Send it with an ordinary HTTP library", asks("hello\r\n\r\n")),
        is(Rule.REQUEST_AMBIGUOUS, "one Host", asks(POST + HOST + "\r\n")),
        is(Rule.BODY_MALFORMED, "has to be true or false", asks(post("{\"stream\":\"true\"}"))),
        is(
            Rule.IDENTITY_UNKNOWN,
            "Use the certificate that was issued",
            (pod, socket) -> {
              try (Socket nobody = pod.raw(pod.authority.issue(TestAuthority.validity()))) {
                return RawAnswer.to(nobody, GET);
              }
            }),
        is(
            Rule.IDENTITY_EXPIRED,
            "connect anew",
            (pod, socket) -> {
              assertThat(RawAnswer.to(socket, GET).status()).isEqualTo(200);
              pod.writeCertificates(new TestAuthority());
              pod.sidecar().reload();
              return RawAnswer.to(socket, GET);
            }),
        is(
            Rule.CONSUMER_UNKNOWN,
            "Ask its owner to add it",
            (pod, socket) -> {
              try (Socket stranger = pod.raw(pod.authority.client(PodConfig.spiffe("stranger")))) {
                return RawAnswer.to(stranger, GET);
              }
            }),
        is(
            Rule.PURPOSE_MISSING,
            "Set the header Drawbridge-Purpose to one of: a, b.",
            consumer("\"purposes\":[\"a\",\"b\"]"),
            asks(GET)),
        is(
            Rule.PURPOSE_NOT_PERMITTED,
            "Set the header Drawbridge-Purpose to one of: a, b.",
            consumer("\"purposes\":[\"a\",\"b\"]"),
            asks("GET /v1/models HTTP/1.1\r\nDrawbridge-Purpose: c\r\n" + HOST + "\r\n")),
        is(Rule.ENDPOINT_FORBIDDEN, "Change the ModelDeployment instead", asks(get("/metrics"))),
        is(
            Rule.UPGRADE_FORBIDDEN,
            "Use HTTP/1.1 or HTTP/2",
            asks("GET /v1/models HTTP/1.1\r\nUpgrade: websocket\r\n" + HOST + "\r\n")),
        is(Rule.ENDPOINT_UNKNOWN, "POST /v1/chat/completions", asks(get("/nowhere"))),
        is(
            Rule.ENDPOINT_METHOD,
            "Use GET.",
            asks("DELETE /v1/models HTTP/1.1\r\n" + HOST + "\r\n")),
        is(
            Rule.REQUEST_TIMEOUT,
            "Send them at once",
            new PodConfig().limit("bodyTimeoutSeconds", 1),
            asks(POST + "Content-Length: 9\r\n\r\n{")),
        is(
            Rule.BODY_TOO_LARGE,
            "A body may have 1048576 bytes here. Send less",
            asks(POST + "Content-Length: 1048577\r\n\r\n")),
        is(
            Rule.TARGET_TOO_LONG,
            "Send what is long in the body",
            asks(get("/" + "a".repeat(9000)))),
        is(
            Rule.BODY_ENCODED,
            "without Content-Encoding",
            asks(POST + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}")),
        is(
            Rule.QUOTA_REQUESTS,
            "its 1 requests per minute; the next request may come in",
            consumer("\"requestsPerMinute\":1"),
            asks(GET, GET)),
        is(
            Rule.QUOTA_CONCURRENCY,
            "has 1 requests under way",
            consumer("\"concurrentRequests\":1"),
            RefusalsTest::asksWhileAnotherIsUnderWay),
        is(
            Rule.QUOTA_TOKENS,
            "its 1 tokens per minute; the next request may come in",
            consumer("\"tokensPerMinute\":1"),
            asks(post("{}"), GET)),
        is(
            Rule.HEADERS_TOO_LARGE,
            "Send fewer or shorter headers",
            asks(POST + "X-A: " + "a".repeat(9000) + "\r\n\r\n")),
        is(
            Rule.MODEL_BROKEN,
            "Try again",
            (pod, socket) -> {
              pod.model.script((asked, out) -> asked.socket().close());
              return RawAnswer.to(socket, GET);
            }),
        is(
            Rule.MODEL_UNREACHABLE,
            "Wait as long as Retry-After says",
            new PodConfig().modelPort(NOBODY),
            asks(GET)),
        is(
            Rule.LOG_UNAVAILABLE,
            "the operator of the cluster has to look at the audit log",
            (pod, socket) -> {
              pod.sidecar().log().close();
              return RawAnswer.to(socket, GET);
            }),
        is(
            Rule.OVERLOADED,
            "All consumers together have 1 requests under way",
            new PodConfig().limit("concurrentRequests", 1),
            RefusalsTest::asksWhileAnotherIsUnderWay),
        is(
            Rule.DRAINING,
            "another pod answers",
            (pod, socket) -> {
              pod.health("/drain");
              return RawAnswer.to(socket, GET);
            }),
        is(
            Rule.MODEL_TIMEOUT,
            "Ask for less",
            new PodConfig().limit("modelTimeoutSeconds", 1),
            (pod, socket) -> {
              CountDownLatch never = new CountDownLatch(1);
              pod.model.script((asked, out) -> never.await());
              RawAnswer answer = RawAnswer.to(socket, GET);
              never.countDown();
              return answer;
            }));
  }

  private static Arguments is(Rule rule, String says, Way way) {
    return is(rule, says, new PodConfig(), way);
  }

  private static Arguments is(Rule rule, String says, PodConfig config, Way way) {
    return Arguments.of(rule, says, config, way);
  }

  private static PodConfig consumer(String limits) {
    return new PodConfig().noConsumers().consumer("chatbot", "," + limits);
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n";
  }

  private static String post(String json) {
    return POST + "Content-Length: %d\r\n\r\n%s".formatted(json.length(), json);
  }

  /** One after the other, of which the last is refused. */
  private static Way asks(String... requests) {
    return (pod, socket) -> {
      for (String request : Arrays.copyOf(requests, requests.length - 1)) {
        assertThat(RawAnswer.to(socket, request).status()).isEqualTo(200);
      }
      return RawAnswer.to(socket, requests[requests.length - 1]);
    };
  }

  private static RawAnswer asksWhileAnotherIsUnderWay(Pod pod, Socket socket) throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    pod.model.script(
        (asked, out) -> {
          seen.countDown();
          go.await();
          ModelServer.json(out, ModelServer.ANSWER);
        });
    try (Socket other = pod.raw()) {
      RawAnswer.send(other, GET);
      seen.await();
      RawAnswer answer = RawAnswer.to(socket, GET);
      go.countDown();
      assertThat(RawAnswer.read(other).status()).isEqualTo(200);
      return answer;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void isExplainedAndOnRecordOnce(Rule rule, String says, PodConfig config, Way way)
      throws Exception {
    try (Pod pod = Pod.start(config)) {
      RawAnswer answer;
      try (Socket socket = pod.raw()) {
        answer = way.refused(pod, socket);
      }

      assertThat(answer.status()).isEqualTo(rule.status());
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      ProblemJson problem = ProblemJson.of(answer.body());
      String instance = answer.header("Drawbridge-Request-Id");
      assertThat(problem)
          .isEqualTo(
              new ProblemJson(
                  rule.type(), rule.title(), rule.status(), problem.detail(), instance));
      assertThat(problem.detail()).contains(says).endsWith(".");
      assertThat(answer.header("Retry-After")).matches(rule.retryable() ? "[1-9]\\d*" : "");
      assertThat(answer.header("Allow")).isEqualTo(rule == Rule.ENDPOINT_METHOD ? "GET" : "");
      pod.ended();
      onRecord(pod, rule, instance);
    }
  }

  /** Once; but for a log that takes none. */
  private static void onRecord(Pod pod, Rule rule, String id) {
    assertThat(pod.records())
        .filteredOn(record -> rule.id().equals(record.get(Field.RULE_ID)))
        .hasSize(rule == Rule.LOG_UNAVAILABLE ? 0 : 1)
        .allSatisfy(
            record ->
                assertThat(record)
                    .containsAllEntriesOf(
                        Map.of(Field.TRACE_ID, id, Field.HTTP_STATUS, (long) rule.status())));
  }

  @Test
  void noRuleIsMissing() {
    assertThat(refusals().map(one -> one.get()[0]))
        .containsExactlyInAnyOrder((Object[]) Rule.values());
  }
}
