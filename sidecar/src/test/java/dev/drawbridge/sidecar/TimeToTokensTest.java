package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a consumer waits for a token, in metrics and on record. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimeToTokensTest {

  private static final Duration WAIT = Duration.ofMillis(250);
  private static final String USAGE =
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\n";

  /** Each wait begins when the consumer has what was before it, so none can seem to be shorter. */
  @Test
  void isCountedFromTheRequestToTheFirstTextAndFromThereToTheLast() throws Exception {
    CountDownLatch head = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    try (Pod pod = Pod.start();
        HttpClient client = pod.client("chatbot", HttpClient.Version.HTTP_1_1)) {
      pod.model.script(
          (asked, out) -> {
            ModelServer.chunked(out, "text/event-stream");
            head.await();
            Thread.sleep(WAIT);
            ModelServer.chunk(out, ModelServer.EVENT);
            first.await();
            Thread.sleep(WAIT);
            ModelServer.chunk(out, ModelServer.EVENT + USAGE + ModelServer.DONE);
            ModelServer.chunk(out, "");
          });
      HttpResponse<InputStream> answer =
          client.send(
              pod.chat("{\"stream\":true,\"messages\":[]}").build(), BodyHandlers.ofInputStream());
      head.countDown();
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).startsWith("data:");
        first.countDown();
        assertThat(lines.lines()).contains(ModelServer.DONE.strip());
      }

      double seconds = WAIT.toMillis() / 1e3;
      await("a request is counted a moment after the last byte of its answer")
          .untilAsserted(
              () ->
                  assertThat(sum(pod, "gen_ai_server_time_per_output_token_seconds"))
                      .isGreaterThanOrEqualTo(seconds));
      assertThat(sum(pod, "gen_ai_server_time_to_first_token_seconds"))
          .isGreaterThanOrEqualTo(seconds);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .singleElement()
          .satisfies(
              record -> {
                long toFirst = micros(record.get(Field.LAT_TTFT_US));
                assertThat(toFirst).isGreaterThanOrEqualTo(WAIT.toMillis() * 1000);
                assertThat(micros(record.get(Field.LAT_TOTAL_US)))
                    .isGreaterThanOrEqualTo(toFirst + WAIT.toMillis() * 1000);
              });
    }
  }

  /** Of all requests; 0 before there was one. */
  private static double sum(Pod pod, String metric) throws Exception {
    return pod.metrics()
        .lines()
        .filter(line -> line.startsWith(metric + "_sum{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static long micros(@Nullable Object value) {
    assertThat(value).isInstanceOf(Long.class);
    return value instanceof Long micros ? micros : 0;
  }
}
