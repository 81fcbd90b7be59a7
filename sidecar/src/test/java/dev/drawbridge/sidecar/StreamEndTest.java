package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Frames;
import dev.drawbridge.sidecar.pod.GrpcServer;
import dev.drawbridge.sidecar.pod.Http2Wire;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Others gave a verdict behind {@code [DONE]}. Here nothing is decided of a stream once it has
 * ended, and one that the door cuts never looks as if it had.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamEndTest {

  private static final String QUESTION = "{\"stream\":true,\"messages\":[]}";

  /**
   * What a consumer has seen of a stream.
   *
   * @param whole whether it came to its end in good order
   */
  private record Seen(String text, boolean whole) {}

  /** What a test does when a stream has begun. */
  private interface Begun {
    void run() throws Exception;
  }

  /** Reads a stream; does something when its first byte has come. */
  private static Seen read(Pod pod, HttpClient.Version version, Begun begun) throws Exception {
    StringBuilder text = new StringBuilder();
    try (HttpClient client = pod.client("chatbot", version);
        InputStream in =
            client.send(pod.chat(QUESTION).build(), BodyHandlers.ofInputStream()).body()) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (text.isEmpty()) {
          begun.run();
        }
        text.append((char) b);
      }
      return new Seen(text.toString(), true);
    } catch (IOException e) {
      return new Seen(text.toString(), false);
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void whereRecordsAreStrictItEndsWhenItsEndIsOnDisk(HttpClient.Version version) throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Pod pod = Pod.start(new PodConfig().durability("Strict"))) {
      pod.model.script(ModelServer.inTwoHalves(goOn));

      Seen seen = read(pod, version, goOn::countDown);

      assertThat(seen).isEqualTo(new Seen(ModelServer.EVENT + ModelServer.DONE, true));
      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .singleElement()
          .satisfies(one -> assertThat(one).containsEntry(Field.OUTCOME, "ok"));
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void whereRecordsAreStrictItDoesNotEndIfItsEndCannotBeRecorded(HttpClient.Version version)
      throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Pod pod = Pod.start(new PodConfig().durability("Strict"))) {
      pod.leavesRequestsOpen();
      pod.model.script(ModelServer.inTwoHalves(goOn));

      Seen seen =
          read(
              pod,
              version,
              () -> {
                pod.sidecar().log().close();
                goOn.countDown();
              });

      assertThat(seen.whole()).isFalse();
    }
  }

  static Stream<Arguments> cuts() {
    return Stream.of(HttpClient.Version.values())
        .flatMap(
            version ->
                Stream.of(
                    Arguments.of(version, "modelTimeoutSeconds", false, "model.timeout"),
                    Arguments.of(version, "drainSeconds", true, "sidecar.draining")));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cuts")
  void oneThatTheDoorCutsDoesNotLookWhole(
      HttpClient.Version version, String limit, boolean podEnds, String rule) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Pod pod = Pod.start(new PodConfig().limit(limit, 1))) {
      pod.model.script(ModelServer.inTwoHalves(never));
      Thread end = Thread.ofVirtual().unstarted(podEnds ? pod::ended : () -> {});

      Seen seen = read(pod, version, end::start);

      never.countDown();
      end.join();
      assertThat(seen).isEqualTo(new Seen(ModelServer.EVENT, false));
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .singleElement()
          .satisfies(
              one ->
                  assertThat(one)
                      .containsAllEntriesOf(
                          Map.of(
                              Field.OUTCOME, "aborted",
                              Field.ABORT_BY, "sidecar",
                              Field.RULE_ID, rule)));
    }
  }

  /** A call whose answer has begun while it is still asked. */
  @Test
  void oneThatPassesALimitMidwayIsReset() throws Exception {
    byte[] call =
        Frames.block(
            ":method",
            "POST",
            ":scheme",
            "https",
            ":authority",
            "model",
            ":path",
            "/inference.GRPCInferenceService/ModelInfer",
            "content-type",
            "application/grpc");
    try (GrpcServer model = new GrpcServer(0);
        Pod pod =
            Pod.start(
                new PodConfig().protocol("GRPC").modelPort(model.port()).limit("bodyBytes", 10));
        Http2Wire wire = Http2Wire.begun(pod)) {
      wire.send(new Frames().head(1, call).data(1, "01234").bytes());
      until(wire, Frames.DATA);
      wire.send(new Frames().data(1, "567890").bytes());

      List<Http2Wire.Sent> after = wire.settle();

      assertThat(after).anyMatch(sent -> sent.type() == Frames.RST_STREAM && sent.stream() == 1);
      assertThat(after)
          .noneMatch(
              sent ->
                  (sent.type() == Frames.DATA || sent.type() == Frames.HEADERS)
                      && (sent.flags() & Frames.END_STREAM) != 0);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .singleElement()
          .satisfies(
              one ->
                  assertThat(one)
                      .containsAllEntriesOf(
                          Map.of(
                              Field.OUTCOME, "aborted",
                              Field.ABORT_BY, "policy",
                              Field.RULE_ID, "body.too-large",
                              Field.PROMPT_BYTES, 5L)));
    }
  }

  private static void until(Http2Wire wire, int type) throws IOException {
    while (wire.read().type() != type) {
      // Settings and the like.
    }
  }

  /** On record before it is answered, and never the beginning of a stream. */
  @Test
  void whatTheConsumerSeesOfARefusedStreamIsTheRefusal() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().noConsumers().consumer("another"))) {
      int refused = 0;
      for (HttpClient.Version version : HttpClient.Version.values()) {
        Seen seen = read(pod, version, () -> {});

        assertThat(seen.text()).startsWith("{\"type\":").doesNotContain("data:");
        assertThat(pod.records(Event.INFERENCE_DENIED)).hasSize(++refused);
      }
      assertThat(pod.model.asked()).isEmpty();
    }
  }
}
