package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.audit.pseudonym.Pseudonyms;
import dev.drawbridge.audit.pseudonym.Purpose;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.keys.KeyFiles;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import java.lang.reflect.Member;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What other proxies and loggers got wrong, one test each. The whole list, with those that are
 * elsewhere, is in docs/sidecar.md.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OthersMistakesTest {

  private static final Pattern NAMED = Pattern.compile("`([A-Za-z]+Test)\\.(\\w+)`");
  private static final String QUESTION = "{\"messages\":[{\"content\":\"hello\"}]}";

  /** The list names a test for each, and those that it names are there. */
  @Test
  void eachIsInTheListWithATestThatThereIs() throws Exception {
    String document = Files.readString(Path.of("../docs/sidecar.md"));
    List<String> rows =
        document
            .substring(document.indexOf("## What others got wrong"), document.indexOf("## Ports"))
            .lines()
            .filter(line -> line.startsWith("| "))
            .skip(1)
            .toList();
    assertThat(rows)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            row ->
                assertThat(NAMED.matcher(row).results())
                    .isNotEmpty()
                    .allSatisfy(
                        named -> assertThat(members(named.group(1))).contains(named.group(2))));
  }

  /** Tests of a class, by the names of their methods or rules. */
  private static List<String> members(String simpleName) throws ClassNotFoundException {
    String own = OthersMistakesTest.class.getPackageName();
    String folder = simpleName.equals("OnePassTest") ? own + ".inspection" : own;
    Class<?> test = Class.forName(folder + "." + simpleName);
    return Stream.<Member>concat(
            Stream.of(test.getDeclaredMethods()).filter(one -> one.getAnnotations().length > 0),
            Stream.of(test.getDeclaredFields()).filter(one -> one.getAnnotations().length > 0))
        .map(Member::getName)
        .toList();
  }

  /** An access log with a buffer of 16 KiB, dropped in silence; a queue of 100 slots. */
  @Test
  void noRecordIsDroppedInABurst() throws Exception {
    int burst = 400;
    PodConfig config = new PodConfig().limit("concurrentRequests", 1000);
    try (Pod pod = Pod.start(config);
        HttpClient client = pod.client("chatbot", HttpClient.Version.HTTP_2)) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString());
      for (int i = 1; i < burst; i++) {
        answers.add(client.sendAsync(pod.chat(QUESTION).build(), BodyHandlers.ofString()));
        if (i % 100 == 0) {
          answers.forEach(CompletableFuture::join);
        }
      }
      answers.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));

      pod.ended();
      assertThat(pod.records(Event.INFERENCE_ACCEPTED)).hasSize(burst);
      assertThat(pod.records(Event.INFERENCE_COMPLETED)).hasSize(burst);
    }
  }

  /** A processor that closes its stream in good order, and traffic goes on unprocessed. */
  @Test
  void aLogThatEndsInGoodOrderEndsTheRequestsToo() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.sidecar().log().close();

      HttpResponse<String> answer = pod.ask(pod.chat(QUESTION));

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("log.unavailable");
      assertThat(pod.model.asked()).isEmpty();
    }
  }

  /** Only answers with status 200 are logged. */
  @ParameterizedTest
  @ValueSource(ints = {204, 400, 404, 429, 500, 503})
  void anAnswerOfAnyStatusIsRecorded(int status) throws Exception {
    try (Pod pod = Pod.start()) {
      pod.model.script(
          (asked, out) ->
              ModelServer.write(
                  out, "HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n".formatted(status)));

      assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(status);

      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED).getFirst())
          .containsEntry(Field.HTTP_STATUS, (long) status)
          .containsEntry(Field.OUTCOME, status < 400 ? "ok" : "error");
    }
  }

  /** A user agent of a probe switches the log off. */
  @ParameterizedTest
  @CsvSource({
    "User-Agent, kube-probe/1.36",
    "User-Agent, Prometheus/3.0",
    "X-Drawbridge-Skip, true",
    "Drawbridge-Audit, off",
    "Cache-Control, no-store",
    "traceparent, 00-11111111111111111111111111111111-1111111111111111-00",
  })
  void nothingThatAConsumerSaysSwitchesTheRecordOff(String header, String value) throws Exception {
    try (Pod pod = Pod.start()) {
      assertThat(pod.ask(pod.request("/v1/models").header(header, value)).statusCode())
          .isEqualTo(200);

      pod.ended();
      assertThat(pod.records(Event.INFERENCE_ACCEPTED)).hasSize(1);
      assertThat(pod.records(Event.INFERENCE_COMPLETED)).hasSize(1);
    }
  }

  /** With stream: true, requests went around the checks. */
  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions, true",
    "/v1/chat/completions, false",
    "/v1/completions, true",
    "/v1/completions, false",
    "/v1/responses, true",
    "/v1/responses, false",
  })
  void aStreamTakesTheSameWay(String path, boolean stream) throws Exception {
    PodConfig config =
        new PodConfig()
            .noConsumers()
            .consumer("chatbot", ",\"purposes\":[\"a\",\"b\"],\"requestsPerMinute\":1");
    try (Pod pod = Pod.start(config)) {
      String body = "{\"stream\":%s,\"input\":\"x\"}".formatted(stream);
      List<Integer> recorded = new ArrayList<>();
      pod.model.script(
          (asked, out) -> {
            recorded.add(pod.records(Event.INFERENCE_ACCEPTED).size());
            ModelServer.chunked(out, "text/event-stream");
            ModelServer.chunk(out, "data: [DONE]\n\n");
            ModelServer.chunk(out, "");
          });

      assertThat(post(pod, path, body, "c").statusCode()).isEqualTo(403);
      assertThat(post(pod, path, body, "a").statusCode()).isEqualTo(200);
      assertThat(post(pod, path, body, "a").statusCode()).isEqualTo(429);

      assertThat(recorded).containsExactly(1);
      assertThat(pod.records(Event.INFERENCE_ACCEPTED).getFirst())
          .containsAllEntriesOf(Map.of(Field.STREAM, stream, Field.PURPOSE, "a"));
    }
  }

  private static HttpResponse<String> post(Pod pod, String path, String body, String purpose)
      throws Exception {
    return pod.ask(
        pod.request(path)
            .header("Content-Type", "application/json")
            .header("Drawbridge-Purpose", purpose)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Plain hashes of prompts and persons, which a dictionary turns back. */
  @Test
  void hashesAreKeyed() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.ask(pod.chat(QUESTION));

      pod.ended();
      Map<Field, Object> record = pod.records(Event.INFERENCE_ACCEPTED).getFirst();
      assertThat(String.valueOf(record.get(Field.PROMPT_HMAC)))
          .startsWith("hmac-sha256:prompt-")
          .doesNotContain(sha256(QUESTION));
      assertThat(String.valueOf(record.get(Field.CONSUMER_ID)))
          .startsWith("hmac-sha256:consumer-")
          .doesNotContain(sha256(PodConfig.spiffe("chatbot")));
      assertThat(record.toString()).doesNotContain("hello");
    }
  }

  /** Over the very bytes, so that whoever has a body and the secret can show that it is the one. */
  @Test
  void hashesAreThoseOfTheBodiesAsTheyWereSent() throws Exception {
    try (Pod pod = Pod.start()) {
      String answer = pod.ask(pod.chat(QUESTION)).body();

      pod.ended();
      Pseudonyms pseudonyms =
          Pseudonyms.of(
              new KeyFiles(pod.keys()), Pseudonyms.epochAt(System.currentTimeMillis() * 1000));
      pseudonyms.begin(Purpose.PROMPT).update(QUESTION.getBytes(StandardCharsets.UTF_8));
      pseudonyms.begin(Purpose.RESPONSE).update(answer.getBytes(StandardCharsets.UTF_8));
      assertThat(pod.records(Event.INFERENCE_ACCEPTED).getFirst())
          .containsEntry(Field.PROMPT_HMAC, pseudonyms.end(Purpose.PROMPT))
          .containsEntry(
              Field.CONSUMER_ID, pseudonyms.ofText(Purpose.CONSUMER, PodConfig.spiffe("chatbot")));
      assertThat(pod.records(Event.INFERENCE_COMPLETED).getFirst())
          .containsEntry(Field.RESP_HMAC, pseudonyms.end(Purpose.RESPONSE));
    }
  }

  private static String sha256(String text) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Bodies read whole into memory, as many as come. */
  @Test
  void bodiesThatAreTooMuchAtOnceAreRefused() throws Exception {
    PodConfig config =
        new PodConfig().limit("bodyBytes", 40L << 20).limit("bodyTimeoutSeconds", 60);
    try (Pod pod = Pod.start(config)) {
      String large = "{\"input\":\"" + "x".repeat(33 << 20) + "\"}";

      HttpResponse<String> answer = post(pod, "/v1/embeddings", large, "a");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("sidecar.overloaded");
      await("a body is given up a moment after the answer is written")
          .untilAsserted(() -> assertThat(pod.metrics()).contains("sidecar_buffered_bytes 0.0"));
    }
  }
}
