package dev.drawbridge.bench.pieces;

import dev.drawbridge.sidecar.inspection.AnswerFacts;
import dev.drawbridge.sidecar.inspection.AnswerInspection;
import dev.drawbridge.sidecar.inspection.RequestFacts;
import dev.drawbridge.sidecar.inspection.RequestInspection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Looking into what passes: bodies outside the heap, as Netty's buffers are. */
@State(Scope.Thread)
public class Inspection {

  private static final int EVENTS = 100;

  private final ByteBuffer request =
      padded(
          "{\"model\":\"mistral\",\"max_tokens\":200,\"messages\":[{\"role\":\"user\",\"content\":\"",
          "\"}]}");
  private final ByteBuffer answer =
      padded(
          "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1790000000,\"model\":\"m\","
              + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"",
          "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":240,"
              + "\"completion_tokens\":180,\"total_tokens\":420}}");
  private final ByteBuffer event =
      direct(
          "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
              + "\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" forty\"},"
              + "\"finish_reason\":null}]}\n\n");
  private final ByteBuffer done = direct("data: [DONE]\n\n");

  private static ByteBuffer padded(String before, String after) {
    int room = 1024 - before.length() - after.length();
    return direct(before + "What is the meaning of this? ".repeat(40).substring(0, room) + after);
  }

  private static ByteBuffer direct(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  @Benchmark
  public RequestFacts requestOf1024Bytes() {
    RequestInspection inspection = new RequestInspection();
    inspection.feed(request);
    return inspection.finish();
  }

  @Benchmark
  public AnswerFacts answerOf1024Bytes() {
    AnswerInspection inspection = AnswerInspection.of("application/json");
    inspection.feed(answer);
    return inspection.finish();
  }

  @Benchmark
  public AnswerFacts streamOf100Events() {
    AnswerInspection inspection = AnswerInspection.of("text/event-stream");
    for (int i = 0; i < EVENTS; i++) {
      inspection.feed(event);
    }
    inspection.feed(done);
    return inspection.finish();
  }
}
