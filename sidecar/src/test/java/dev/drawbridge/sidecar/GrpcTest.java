package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Frames;
import dev.drawbridge.sidecar.pod.GrpcServer;
import dev.drawbridge.sidecar.pod.Http2Client;
import dev.drawbridge.sidecar.pod.Http2Wire;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Open Inference over gRPC: streams of frames, with trailers. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GrpcTest {

  private static final String INFER = "/inference.GRPCInferenceService/ModelInfer";

  private static final String STREAM_INFER = "/inference.GRPCInferenceService/ModelStreamInfer";

  private static Http2Headers call(String path) {
    return Http2Client.head("POST", path)
        .set("content-type", "application/grpc")
        .set("te", "trailers")
        .set("x-forwarded-for", "10.0.0.1");
  }

  private static Pod pod(GrpcServer model) throws Exception {
    return Pod.start(new PodConfig().protocol("GRPC").modelPort(model.port()));
  }

  @Test
  void passesMessagesAndTrailersBothWays() throws Exception {
    try (GrpcServer model = new GrpcServer(0);
        Pod pod = pod(model)) {
      try (Http2Client client = new Http2Client(pod)) {
        Http2Client.Answer answer = client.ask(call(INFER), "one", "two", "three");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("onetwothree");
        assertThat(answer.trailers().get("grpc-status")).hasToString("0");
        assertThat(answer.trailers().get("x-model")).hasToString("yes");
        assertThat(model.asked().getFirst().get("te")).hasToString("trailers");
        assertThat(model.asked().getFirst().get("x-forwarded-for")).isNull();
      }
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .singleElement()
          .satisfies(
              record ->
                  assertThat(record)
                      .containsAllEntriesOf(
                          Map.of(
                              Field.OUTCOME, "ok",
                              Field.OP, "kserve.infer",
                              Field.GRPC_STATUS, 0L,
                              Field.PROMPT_BYTES, 11L,
                              Field.RESP_BYTES, 11L)));
    }
  }

  @Test
  void anErrorOfTheModelIsRecordedAsOne() throws Exception {
    try (GrpcServer model = new GrpcServer(5);
        Pod pod = pod(model)) {
      try (Http2Client client = new Http2Client(pod)) {
        assertThat(client.ask(call(INFER), "x").trailers().get("grpc-status")).hasToString("5");
      }
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED).getFirst())
          .containsEntry(Field.OUTCOME, "error")
          .containsEntry(Field.GRPC_STATUS, 5L);
    }
  }

  @Test
  void whatConsumersMayNotCallIsRefusedInTheWordsOfGrpc() throws Exception {
    try (GrpcServer model = new GrpcServer(0);
        Pod pod = pod(model)) {
      try (Http2Client client = new Http2Client(pod)) {
        Http2Client.Answer answer =
            client.ask(call("/inference.GRPCInferenceService/RepositoryModelLoad"), "x");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head().get("grpc-status")).hasToString("7");
        assertThat(answer.head().get("grpc-message").toString()).contains("endpoint.forbidden");
      }
      pod.ended();
      assertThat(model.asked()).isEmpty();
      assertThat(pod.records(Event.INFERENCE_DENIED).getFirst())
          .containsEntry(Field.GRPC_STATUS, 7L);
    }
  }

  @Test
  void aModelThatIsNotThereIsUnavailable() throws Exception {
    GrpcServer model = new GrpcServer(0);
    try (Pod pod = pod(model)) {
      model.close();
      try (Http2Client client = new Http2Client(pod)) {
        assertThat(client.ask(call(INFER), "x").head().get("grpc-status")).hasToString("14");
      }
    }
  }

  @Test
  void aCallThatIsCancelledEndsAtTheModelAndIsOnRecordAsItsConsumersDoing() throws Exception {
    try (GrpcServer model = new GrpcServer(0);
        Pod pod = pod(model);
        Http2Client client = new Http2Client(pod)) {
      Http2Client.Call call = client.begin(call(INFER));
      call.send("one", false);
      assertThat(call.first()).isEqualTo("one");
      call.cancel();

      assertThat(model.cancelled()).isTrue();
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .singleElement()
          .satisfies(
              record ->
                  assertThat(record)
                      .containsAllEntriesOf(
                          Map.of(
                              Field.OUTCOME, "aborted",
                              Field.ABORT_BY, "consumer",
                              Field.PROMPT_BYTES, 3L)));
    }
  }

  /** How a consumer who may not any more ends a stream that was let in. */
  enum Then {
    ASKS_ON("two", 2, "aborted", "policy"),
    ENDS("", -1, "ok", null);

    final String last;
    final long reset;
    final String outcome;
    final @Nullable String abortBy;

    Then(String last, long reset, String outcome, @Nullable String abortBy) {
      this.last = last;
      this.reset = reset;
      this.outcome = outcome;
      this.abortBy = abortBy;
    }
  }

  @ParameterizedTest
  @EnumSource(Then.class)
  void whoIsTakenOutMayEndHisStreamAndNotAskOnInIt(Then then) throws Exception {
    try (GrpcServer model = new GrpcServer(0);
        Pod pod = pod(model);
        Http2Client client = new Http2Client(pod)) {
      Http2Client.Call stream = client.begin(call(STREAM_INFER));
      stream.send("one", false);
      assertThat(stream.first()).isEqualTo("one");
      pod.writeConfig(pod.config.noConsumers().consumer("another").generation(8).json());
      pod.sidecar().reload();

      stream.send(then.last, true);

      assertThat(stream.answer().body()).isEqualTo("one");
      assertThat(stream.answer().reset()).isEqualTo(then.reset);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.get(Field.OUTCOME)).isEqualTo(then.outcome);
                assertThat(record.get(Field.ABORT_BY)).isEqualTo(then.abortBy);
                assertThat(record.get(Field.PROMPT_BYTES)).isEqualTo(3L);
              });
    }
  }

  private static byte[] rawCall(String... more) {
    return Frames.join(
        Frames.block(":method", "POST", ":scheme", "https", ":authority", "model", ":path", INFER),
        Frames.block("content-type", "application/grpc", "te", "trailers"),
        Frames.block(more));
  }

  /** All calls of an event loop share one connection to the model. */
  @Test
  void oneWhoDoesNotReadHoldsUpNobodyElse() throws Exception {
    PodConfig config = new PodConfig().limit("writeStallSeconds", 60);
    try (GrpcServer model = new GrpcServer(0);
        Pod pod = Pod.start(config.protocol("GRPC").modelPort(model.port()));
        Http2Wire silent = Http2Wire.begun(pod)) {
      byte[] call = rawCall(GrpcServer.MORE, "1000000");
      silent.send(new Frames().setting(4, 0).head(1, call).head(3, call).head(5, call).bytes());
      while (model.asked().size() < 3) {
        Thread.onSpinWait();
      }

      for (int loop = 0; loop < 2; loop++) {
        try (Http2Client client = new Http2Client(pod)) {
          assertThat(client.ask(call(INFER), "one").body()).isEqualTo("one");
        }
      }
    }
  }

  @Test
  void aModelThatTakesNoNewCallsOnAConnectionGetsThemOnAnother() throws Exception {
    try (GrpcServer model = new GrpcServer(0);
        Pod pod = pod(model);
        Http2Wire first = Http2Wire.begun(pod);
        Http2Wire second = Http2Wire.begun(pod)) {
      first.send(new Frames().head(1, rawCall()).bytes());
      second.send(new Frames().head(1, rawCall()).bytes());
      while (model.asked().size() < 2) {
        Thread.onSpinWait();
      }
      model.goAway();

      for (int loop = 0; loop < 2; loop++) {
        try (Http2Client client = new Http2Client(pod)) {
          assertThat(client.ask(call(INFER), "one").body()).isEqualTo("one");
        }
      }
    }
  }
}
