package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.GrpcServer;
import dev.drawbridge.sidecar.pod.Http2Client;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.RawAnswer;
import io.netty.handler.codec.http2.Http2Headers;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that are as old as they may become, with a request under way. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionAgeTest {

  private static final Http2Headers CHAT = Http2Client.head("POST", "/v1/chat/completions");

  private static PodConfig oneSecond() {
    return new PodConfig().limit("connectionMaxAgeSeconds", 1).limit("drainSeconds", 1);
  }

  @Test
  void onHttp11TheAnswerSaysThatItIsTheLast() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (Pod pod = Pod.start(oneSecond());
        Socket socket = pod.raw()) {
      pod.model.script(
          (asked, out) -> {
            seen.countDown();
            go.await();
            ModelServer.json(out, ModelServer.ANSWER);
          });
      RawAnswer.send(socket, "GET /v1/models HTTP/1.1\r\nHost: model\r\n\r\n");
      seen.await();
      TimeUnit.MILLISECONDS.sleep(1100);
      go.countDown();

      RawAnswer answer = RawAnswer.read(socket);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(RawAnswer.ended(socket)).isTrue();
    }
  }

  /** The stream itself may become older. */
  @Test
  void onHttp2StreamsEndWellAfterTheFarewellAndThenTheConnectionIsClosed() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Pod pod = Pod.start(oneSecond());
        Http2Client client = new Http2Client(pod)) {
      pod.model.script(ModelServer.inTwoHalves(goOn));
      Http2Client.Call stream = client.begin(CHAT);
      stream.send("{\"messages\":[],\"stream\":true}", true);
      assertThat(stream.first()).isEqualTo(ModelServer.EVENT);

      assertThat(client.goAway()).isZero();
      Http2Client.Call crossing = client.begin(CHAT);
      crossing.send("{\"messages\":[]}", true);
      assertThat(crossing.first()).isEqualTo(ModelServer.EVENT);
      // Longer than the grace for those that cross it, and than a closing waits for streams.
      TimeUnit.MILLISECONDS.sleep(3000);
      goOn.countDown();

      for (Http2Client.Call call : new Http2Client.Call[] {stream, crossing}) {
        assertThat(call.answer().body()).isEqualTo(ModelServer.EVENT + ModelServer.DONE);
      }
      await("that it is closed").until(() -> !client.isOpen());
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .extracting(record -> record.get(Field.OUTCOME))
          .containsExactly("ok", "ok");
    }
  }

  /** Else it would never be closed: a stream of gRPC has no end but its consumer's. */
  @Test
  void whoAsksOnInAStreamOfGrpcLongAfterTheFarewellIsCut() throws Exception {
    try (GrpcServer model = new GrpcServer(0);
        Pod pod = Pod.start(oneSecond().protocol("GRPC").modelPort(model.port()));
        Http2Client client = new Http2Client(pod)) {
      Http2Client.Call stream =
          client.begin(
              Http2Client.head("POST", "/inference.GRPCInferenceService/ModelStreamInfer")
                  .set("content-type", "application/grpc"));
      stream.send("one", false);
      assertThat(stream.first()).isEqualTo("one");
      client.goAway();
      stream.send("two", false);
      TimeUnit.MILLISECONDS.sleep(1100);

      stream.send("three", false);

      assertThat(stream.answer().body()).isEqualTo("onetwo");
      assertThat(stream.answer().reset()).isEqualTo(2);
      await("that it is closed").until(() -> !client.isOpen());
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .singleElement()
          .satisfies(
              record ->
                  assertThat(record)
                      .containsAllEntriesOf(
                          Map.of(
                              Field.OUTCOME, "aborted",
                              Field.ABORT_BY, "sidecar",
                              Field.RULE_ID, "sidecar.draining")));
    }
  }
}
