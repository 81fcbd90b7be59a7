package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.RawAnswer;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests of one's own protocol, whose bodies are passed on as they come. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamedBodyTest {

  private static final String BODY = "0123456789abcdef".repeat(20_000);
  private static final String CHUNKED =
      "POST /predict HTTP/1.1\r\nHost: model\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static PodConfig config() {
    return new PodConfig().protocol("HTTP");
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void arriveWholeWhateverTheirLengthAndAreOnRecordAtTheEnd(HttpClient.Version version)
      throws Exception {
    try (Pod pod = Pod.start(config());
        HttpClient client = pod.client("chatbot", version)) {
      byte[] bytes = BODY.getBytes(StandardCharsets.UTF_8);
      HttpRequest request =
          pod.request("/predict?x=1")
              .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
              .build();

      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);

      pod.ended();
      assertThat(pod.model.asked().getFirst().body()).isEqualTo(BODY);
      assertThat(pod.model.asked().getFirst().target()).isEqualTo("/predict?x=1");
      assertThat(pod.records(Event.INFERENCE_ACCEPTED).getFirst())
          .containsEntry(Field.OP, "http")
          .doesNotContainKey(Field.PROMPT_HMAC);
      assertThat(pod.records(Event.INFERENCE_COMPLETED).getFirst())
          .containsEntry(Field.PROMPT_BYTES, (long) BODY.length())
          .containsKey(Field.PROMPT_HMAC);
    }
  }

  @Test
  void endWhereTheLimitIs() throws Exception {
    try (Pod pod = Pod.start(config().limit("bodyBytes", 10));
        Socket socket = pod.raw()) {
      RawAnswer answer = RawAnswer.to(socket, CHUNKED + "5\r\n01234\r\n6\r\n012345\r\n0\r\n\r\n");

      assertThat(answer.status()).isEqualTo(413);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED).getFirst())
          .containsAllEntriesOf(Map.of(Field.OUTCOME, "error", Field.RULE_ID, "body.too-large"));
    }
  }

  @Test
  void areNotWaitedForForever() throws Exception {
    try (Pod pod = Pod.start(config().limit("bodyTimeoutSeconds", 1));
        Socket socket = pod.raw()) {
      RawAnswer answer = RawAnswer.to(socket, CHUNKED + "5\r\n01234\r\n");

      assertThat(answer.status()).isEqualTo(408);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED).getFirst())
          .containsEntry(Field.RULE_ID, "request.timeout");
    }
  }

  @Test
  void thatAreMalformedMidwayEndTheRequest() throws Exception {
    try (Pod pod = Pod.start(config());
        Socket socket = pod.raw()) {
      RawAnswer answer = RawAnswer.to(socket, CHUNKED + "5\r\n01234\r\nxyz\r\n");

      assertThat(answer.status()).isEqualTo(400);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED).getFirst())
          .containsEntry(Field.RULE_ID, "request.malformed");
    }
  }

  @Test
  void aQuestionForTheHeadGetsNoBody() throws Exception {
    try (Pod pod = Pod.start(config());
        HttpClient client = pod.client("chatbot", HttpClient.Version.HTTP_1_1)) {
      pod.model.script(
          (asked, out) -> {
            String head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
            dev.drawbridge.sidecar.pod.ModelServer.write(
                out, asked.method().equals("HEAD") ? head : head + "hello");
          });
      HttpRequest.Builder request = pod.request("/page");
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> answer =
            client.send(
                request.method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("Content-Length")).contains("5");
        assertThat(client.send(request.GET().build(), BodyHandlers.ofString()).body())
            .isEqualTo("hello");
      }
    }
  }
}
