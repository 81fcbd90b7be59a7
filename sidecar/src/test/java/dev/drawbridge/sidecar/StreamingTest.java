package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Http2Client;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.RawAnswer;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that come piece by piece. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamingTest {

  private static final String QUESTION =
      "{\"stream\":true,\"messages\":[{\"content\":\"12345678\"}]}";
  private static final String HEAD =
      "POST /v1/chat/completions HTTP/1.1\r\nHost: model\r\nContent-Length: %d\r\n\r\n"
              .formatted(QUESTION.length())
          + QUESTION;

  private static String event(String text) {
    return "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n".formatted(text);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void eachEventIsThereBeforeTheModelSendsTheNext(HttpClient.Version version) throws Exception {
    SynchronousQueue<String> events = new SynchronousQueue<>();
    try (Pod pod = Pod.start();
        HttpClient client = pod.client("chatbot", version)) {
      pod.model.script(
          (asked, out) -> {
            ModelServer.chunked(out, "text/event-stream");
            for (String event = events.take(); !event.isEmpty(); event = events.take()) {
              ModelServer.chunk(out, event);
            }
            ModelServer.chunk(out, "");
          });
      var answering = client.sendAsync(pod.chat(QUESTION).build(), BodyHandlers.ofInputStream());
      events.put(event("a"));
      HttpResponse<InputStream> answer = answering.get(20, TimeUnit.SECONDS);
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).contains("\"a\"");
        lines.readLine();
        events.put(event("b"));
        assertThat(lines.readLine()).contains("\"b\"");
        lines.readLine();
        events.put(
            "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}],"
                + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n");
        assertThat(lines.readLine()).contains("usage");
        lines.readLine();
        assertThat(lines.readLine()).isEqualTo("data: [DONE]");
        events.put("");
        assertThat(lines.readLine()).isEmpty();
        assertThat(lines.readLine()).isNull();
      }
      await("a request is counted a moment after the last byte of its answer")
          .untilAsserted(
              () ->
                  assertThat(pod.metrics())
                      .contains("gen_ai_server_time_to_first_token_seconds_count")
                      .contains("gen_ai_server_time_per_output_token_seconds_count"));
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_ACCEPTED).getFirst())
          .containsEntry(Field.STREAM, true);
      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .singleElement()
          .satisfies(
              record ->
                  assertThat(record)
                      .containsAllEntriesOf(
                          Map.of(
                              Field.OUTCOME, "ok",
                              Field.TOKENS_IN, 3L,
                              Field.TOKENS_OUT, 2L,
                              Field.TOKENS_SOURCE, "model",
                              Field.FINISH_REASON, "length")));
    }
  }

  @Test
  void tokensAreEstimatedAndSaidToBeWhereTheModelDoesNotCount() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.model.script(
          (asked, out) -> {
            ModelServer.chunked(out, "text/event-stream");
            ModelServer.chunk(out, event("a") + event("b") + event("c") + "data: [DONE]\n\n");
            ModelServer.chunk(out, "");
          });

      pod.ask(pod.chat(QUESTION));

      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED).getFirst())
          .containsAllEntriesOf(
              Map.of(
                  Field.TOKENS_SOURCE, "estimated",
                  Field.TOKENS_IN, 2L,
                  Field.TOKENS_OUT, 3L));
    }
  }

  /** A stream without end, until somebody hangs up on the model. */
  private static CountDownLatch endless(Pod pod) {
    CountDownLatch hungUp = new CountDownLatch(1);
    pod.model.script(
        (asked, out) -> {
          ModelServer.chunked(out, "text/event-stream");
          ModelServer.chunk(out, event("a"));
          while (asked.socket().getInputStream().read() >= 0) {
            // Nothing more is sent to it.
          }
          hungUp.countDown();
        });
    return hungUp;
  }

  private static void abortedByItsConsumer(Pod pod, CountDownLatch hungUp) throws Exception {
    assertThat(hungUp.await(20, TimeUnit.SECONDS)).isTrue();
    pod.ended();
    assertThat(pod.records(Event.INFERENCE_COMPLETED))
        .singleElement()
        .satisfies(
            record ->
                assertThat(record)
                    .containsEntry(Field.OUTCOME, "aborted")
                    .containsEntry(Field.ABORT_BY, "consumer"));
  }

  @Test
  void aConsumerWhoHangsUpEndsTheRequestAtTheModelAndIsRecordedAsTheOneWhoDid() throws Exception {
    try (Pod pod = Pod.start()) {
      CountDownLatch hungUp = endless(pod);
      try (Socket socket = pod.raw()) {
        assertThat(RawAnswer.to(socket, HEAD).status()).isEqualTo(200);
      }

      abortedByItsConsumer(pod, hungUp);
    }
  }

  @Test
  void soIsOneWhoResetsAStreamOfHttp2() throws Exception {
    try (Pod pod = Pod.start();
        Http2Client client = new Http2Client(pod)) {
      CountDownLatch hungUp = endless(pod);
      Http2Client.Call call = client.begin(Http2Client.head("POST", "/v1/chat/completions"));
      call.send(QUESTION, true);
      assertThat(call.first()).isEqualTo(event("a"));
      call.cancel();

      abortedByItsConsumer(pod, hungUp);
    }
  }

  @Test
  void aConsumerWhoNeverReadsIsBrokenOffAndHoldsNoMoreThanABuffer() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("writeStallSeconds", 1))) {
      var sent = new java.util.concurrent.atomic.AtomicLong();
      var broken = new CountDownLatch(1);
      pod.model.script(
          (asked, out) -> {
            ModelServer.chunked(out, "text/event-stream");
            String event = event("x".repeat(10_000));
            try {
              while (true) {
                ModelServer.chunk(out, event);
                sent.addAndGet(event.length());
              }
            } finally {
              broken.countDown();
            }
          });
      try (Socket socket = pod.raw()) {
        socket.setReceiveBufferSize(16 * 1024);
        RawAnswer.send(socket, HEAD);

        assertThat(broken.await(30, TimeUnit.SECONDS)).isTrue();
      }
      // What the kernel buffers on both ways, and little else.
      assertThat(sent.get()).isLessThan(32L << 20);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED).getFirst())
          .containsEntry(Field.OUTCOME, "aborted")
          .containsEntry(Field.ABORT_BY, "sidecar");
    }
  }

  @Test
  void aLargeAnswerArrivesByteForByteWhoeverIsSlower() throws Exception {
    try (Pod pod = Pod.start();
        HttpClient client = pod.client("chatbot", HttpClient.Version.HTTP_2)) {
      String large = "0123456789abcdef".repeat(500_000);
      pod.model.script((asked, out) -> ModelServer.json(out, large));

      HttpResponse<String> answer =
          client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString());

      assertThat(answer.body()).isEqualTo(large);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED).getFirst())
          .containsEntry(Field.RESP_BYTES, (long) large.length());
    }
  }
}
