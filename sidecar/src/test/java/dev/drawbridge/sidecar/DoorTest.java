package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A consumer who may ask, and what becomes of his requests. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DoorTest {

  private static final String QUESTION = "{\"model\":\"m\",\"messages\":[{\"content\":\"hello\"}]}";

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void passesAQuestionAndItsAnswerAndRecordsBoth(HttpClient.Version version) throws Exception {
    try (Pod pod = Pod.start()) {
      try (HttpClient client = pod.client("chatbot", version)) {
        HttpResponse<String> answer =
            client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.body()).isEqualTo(ModelServer.ANSWER);
        assertThat(answer.headers().firstValue("Drawbridge-Request-Id")).isPresent();
        pod.ended();
        assertThat(pod.model.asked()).hasSize(1);
        assertThat(pod.model.asked().getFirst().body()).isEqualTo(QUESTION);
        String id = answer.headers().firstValue("Drawbridge-Request-Id").orElseThrow();
        assertThat(pod.records(Event.INFERENCE_ACCEPTED))
            .singleElement()
            .satisfies(record -> assertThat(record).containsAllEntriesOf(accepted(id)))
            .satisfies(
                record ->
                    assertThat(record)
                        .containsKeys(
                            Field.PROMPT_HMAC, Field.CONSUMER_ID, Field.CONSUMER_CERT_SHA256));
        assertThat(pod.records(Event.INFERENCE_COMPLETED))
            .singleElement()
            .satisfies(record -> assertThat(record).containsAllEntriesOf(completed(id)))
            .satisfies(
                record ->
                    assertThat(record)
                        .containsKeys(Field.RESP_HMAC, Field.LAT_TOTAL_US, Field.LAT_TTFT_US));
      }
    }
  }

  private static Map<Field, Object> accepted(String id) {
    return Map.of(
        Field.TRACE_ID,
        id,
        Field.CONSUMER_SPIFFE,
        PodConfig.spiffe("chatbot"),
        Field.OP,
        "chat",
        Field.STREAM,
        false,
        Field.PROMPT_BYTES,
        (long) QUESTION.length(),
        Field.CLASS,
        "confidential",
        Field.PURPOSE,
        "support",
        Field.DECISION,
        "allow",
        Field.CONFIG_GENERATION,
        7L);
  }

  private static Map<Field, Object> completed(String id) {
    return Map.of(
        Field.TRACE_ID,
        id,
        Field.OUTCOME,
        "ok",
        Field.HTTP_STATUS,
        200L,
        Field.TOKENS_IN,
        5L,
        Field.TOKENS_OUT,
        7L,
        Field.TOKENS_SOURCE,
        "model",
        Field.FINISH_REASON,
        "stop",
        Field.RESP_BYTES,
        (long) ModelServer.ANSWER.length());
  }

  @Test
  void keepsTheConnectionForTheNextQuestion() throws Exception {
    try (Pod pod = Pod.start();
        HttpClient client = pod.client("chatbot", HttpClient.Version.HTTP_1_1)) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString()).statusCode())
            .isEqualTo(200);
      }

      assertThat(pod.metrics()).contains("audit_entries");
      assertThat(pod.model.asked().stream().map(ModelServer.Asked::socket).distinct()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/models, 200",
    "POST, /v1/models, 405",
    "GET, /metrics, 403",
    "POST, /v1/load_lora_adapter, 403",
    "GET, /nowhere, 404",
    "GET, /v1//models, 400",
    "GET, /v1/%6dodels, 400",
  })
  void letsOnlyKnownEndpointsThrough(String method, String path, int status) throws Exception {
    try (Pod pod = Pod.start()) {
      HttpResponse<String> answer =
          pod.ask(pod.request(path).method(method, HttpRequest.BodyPublishers.noBody()));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      pod.ended();
      assertThat(pod.model.asked()).hasSize(status == 200 ? 1 : 0);
      assertThat(pod.records(Event.INFERENCE_DENIED)).hasSize(status == 200 ? 0 : 1);
    }
  }

  @Test
  void takesHeadersFromTheRequestThatClaimAnIdentityOrAnOrigin() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.ask(
          pod.chat(QUESTION)
              .header("X-Forwarded-Client-Cert", "By=admin")
              .header("X-Forwarded-For", "10.0.0.1")
              .header("Forwarded", "for=10.0.0.1")
              .header("Authorization", "Bearer sk-1")
              .header("traceparent", "00-11111111111111111111111111111111-1111111111111111-01")
              .header("tracestate", "a=b")
              .header("baggage", "user=admin")
              .header("Drawbridge-Anything", "x")
              .header("X-Client-Id", "admin")
              .header("X-Request-Id", "mine"));

      assertThat(pod.model.asked().getFirst().headers())
          .doesNotContainKeys(
              "x-forwarded-client-cert",
              "x-forwarded-for",
              "forwarded",
              "authorization",
              "tracestate",
              "baggage",
              "drawbridge-anything",
              "x-client-id",
              "transfer-encoding")
          .containsEntry("x-request-id", "mine")
          .hasEntrySatisfying(
              "traceparent", trace -> assertThat(trace).doesNotContain("1111111111"));
    }
  }

  @Test
  void refusesOneWhoIsNoConsumer() throws Exception {
    try (Pod pod = Pod.start();
        HttpClient stranger = pod.client("stranger", HttpClient.Version.HTTP_1_1)) {
      HttpResponse<String> answer =
          stranger.send(pod.chat(QUESTION).build(), BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(403);
      pod.ended();
      assertThat(pod.model.asked()).isEmpty();
      assertThat(pod.records(Event.INFERENCE_DENIED))
          .singleElement()
          .satisfies(
              record ->
                  assertThat(record)
                      .containsEntry(Field.RULE_ID, "consumer.unknown")
                      .containsEntry(Field.HTTP_STATUS, 403L)
                      .containsEntry(Field.CONSUMER_SPIFFE, PodConfig.spiffe("stranger")));
    }
  }

  @Test
  void recordsThePurposeThatIsSaidAndKeepsItFromTheModel() throws Exception {
    PodConfig config =
        new PodConfig().noConsumers().consumer("chatbot", ",\"purposes\":[\"a\",\"b\"]");
    try (Pod pod = Pod.start(config)) {
      assertThat(pod.ask(pod.chat(QUESTION).header("Drawbridge-Purpose", "b")).statusCode())
          .isEqualTo(200);
      assertThat(pod.ask(pod.chat(QUESTION).header("Drawbridge-Purpose", "c")).statusCode())
          .isEqualTo(403);
      assertThat(pod.ask(pod.chat(QUESTION)).body()).contains("Drawbridge-Purpose", "a", "b");
      pod.ended();
      assertThat(pod.model.asked())
          .singleElement()
          .satisfies(asked -> assertThat(asked.headers()).doesNotContainKey("drawbridge-purpose"));
      assertThat(pod.records(Event.INFERENCE_ACCEPTED))
          .singleElement()
          .satisfies(record -> assertThat(record).containsEntry(Field.PURPOSE, "b"));
    }
  }
}
