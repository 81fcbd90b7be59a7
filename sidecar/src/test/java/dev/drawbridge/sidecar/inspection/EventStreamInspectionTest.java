package dev.drawbridge.sidecar.inspection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamInspectionTest {

  private static final String CHAT =
      """
      : hello

      data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

      data: {"choices":[{"index":0,"delta":{"content":"Grü"},"finish_reason":null}]}

      data:{"choices":[{"index":0,"delta":{"content":"ße 😀"},"finish_reason":null}]}

      id: 7
      data: {"choices":[{"index":0,"delta":{},
      data: "finish_reason":"stop"}]}

      data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":5,
      data: "prompt_tokens_details":{"cached_tokens":2}}}

      data: [DONE]

      """;

  private static final AnswerFacts CHAT_FACTS =
      new AnswerFacts(
          OptionalLong.of(9), OptionalLong.of(5), OptionalLong.of(2), "stop", 2, 7, true, false);

  @Test
  void readsAChat() {
    assertThat(inspect(CHAT)).isEqualTo(CHAT_FACTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r", "\n"})
  void linesEndInThreeWays(String end) {
    assertThat(inspect(CHAT.replace("\n", end))).isEqualTo(CHAT_FACTS);
    assertThat(inspect(Splits.single(CHAT.replace("\n", end).getBytes(UTF_8))))
        .isEqualTo(CHAT_FACTS);
  }

  @Test
  void lineEndsMayBeMixed() {
    Random random = new Random(23);
    String[] ends = {"\r\n", "\r", "\n"};
    for (int round = 0; round < 200; round++) {
      StringBuilder mixed = new StringBuilder();
      // A CR and an LF that end two lines would be one end; so LF never follows CR here.
      String last = "";
      for (String line : CHAT.split("\n", -1)) {
        String end = ends[random.nextInt(3)];
        mixed.append(line).append(line.isEmpty() && last.equals("\r") ? last : end);
        last = line.isEmpty() && last.equals("\r") ? last : end;
      }
      assertThat(inspect(mixed.toString())).isEqualTo(CHAT_FACTS);
    }
  }

  @Test
  void saysInWhichPieceAnEventWithTextEnded() {
    AnswerInspection inspection = AnswerInspection.of("text/event-stream");

    assertThat(feed(inspection, "data: {\"choices\":[{\"delta\":{\"role\":\"a\"}}]}\n\n")).isZero();
    assertThat(feed(inspection, "data: {\"choices\":[{\"text\":\"a\"}]}\n")).isZero();
    assertThat(feed(inspection, "\n")).isEqualTo(1);
    assertThat(
            feed(
                inspection,
                "data: {\"choices\":[{\"text\":\"a\"}]}\n\ndata: {\"choices\":[{\"text\":\"b\"}]}\n\n"))
        .isEqualTo(2);
    assertThat(inspection.finish().contentEvents()).isEqualTo(3);
  }

  @Test
  void textIsWhateverTheModelSaysInAnyOfItsWays() {
    AnswerFacts facts =
        inspect(
            """
            data: {"choices":[{"delta":{"reasoning_content":"a"}}]}

            data: {"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"b"}}]}}]}

            data: {"choices":[{"delta":{"refusal":"c"}}]}

            data: {"choices":[{"text":"d"}]}

            data: {"model_name":"llm","text_output":"e"}

            data: {"choices":[{"delta":{"tool_calls":[{"id":"x","function":{"name":"f"}}]}}]}

            """);

    assertThat(facts.contentEvents()).isEqualTo(5);
    assertThat(facts.codePoints()).isEqualTo(5);
  }

  @Test
  void readsResponsesWithoutCountingTextTwice() {
    AnswerFacts facts =
        inspect(
            """
            event: response.created
            data: {"type":"response.created","response":{"status":"in_progress","usage":null}}

            event: response.output_text.delta
            data: {"type":"response.output_text.delta","delta":"abc"}

            event: response.output_text.done
            data: {"type":"response.output_text.done","text":"abc"}

            event: response.completed
            data: {"type":"response.completed","response":{"status":"completed","error":null,
            data: "output":[{"content":[{"text":"abc"}]}],
            data: "usage":{"input_tokens":8,"output_tokens":3,
            data: "input_tokens_details":{"cached_tokens":1}}}}

            """);

    assertThat(facts)
        .isEqualTo(
            new AnswerFacts(
                OptionalLong.of(8),
                OptionalLong.of(3),
                OptionalLong.of(1),
                "completed",
                1,
                3,
                true,
                false));
  }

  @Test
  void aResponseThatFailsIsOverAndAnError() {
    AnswerFacts facts =
        inspect(
            """
            data: {"type":"response.failed","response":{"status":"failed"}}

            """);

    assertThat(facts.complete()).isTrue();
    assertThat(facts.error()).isTrue();
    assertThat(facts.finishReason()).isEqualTo("failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"error\":{\"message\":\"no\"}}\n\n",
        "event: error\ndata: whatever\n\n",
        "data: {\"type\":\"error\",\"message\":\"no\"}\n\n",
      })
  void knowsAnError(String stream) {
    assertThat(inspect(stream).error()).isTrue();
    assertThat(inspect(stream).complete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: [DONE]",
        "data: [DONE]\n",
        "data: [DONE] \n\n",
        "xdata: [DONE]\n\n",
        "data : [DONE]\n\n",
        "databases: [DONE]\n\n",
        ": data: [DONE]\n\n",
        "[DONE]\n\n",
        "data: [\ndata: DONE]\n\n",
        "data: [DONE\n\n",
        "data:  [DONE]\n\n",
      })
  void whatOnlyLooksLikeTheEndIsNone(String stream) {
    assertThat(inspect(stream).complete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: [DONE]\n\n",
        "data:[DONE]\n\n",
        "\uFEFFdata: [DONE]\n\n",
        "event: x\ndata: [DONE]\nid\n\n",
        "\n\n\ndata: [DONE]\r\n\r\n",
        "data: not json\n\ndata: [DONE]\n\n",
      })
  void theEndIsKnown(String stream) {
    assertThat(inspect(stream).complete()).isTrue();
    assertThat(inspect(Splits.single(stream.getBytes(UTF_8))).complete()).isTrue();
  }

  @Test
  void aStreamThatBreaksOffKeepsWhatItSaidUntilThen() {
    String broken = CHAT.substring(0, CHAT.indexOf("id: 7") + 20);

    assertThat(inspect(broken))
        .isEqualTo(
            new AnswerFacts(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                null,
                2,
                7,
                false,
                false));
  }

  @Test
  void theLastUsageCounts() {
    AnswerFacts facts =
        inspect(
            """
            data: {"choices":[{"text":"a"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}

            data: {"choices":[{"text":"b"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}

            """);

    assertThat(facts.tokensOut()).hasValue(2);
  }

  @Test
  void anEventTooLongToKeepIsCountedAndTheNextOneRead() {
    String longEvent = "data: {\"choices\":[{\"text\":\"" + "x".repeat(300_000) + "\"}]}\n\n";
    AnswerFacts facts = inspect(longEvent + CHAT);

    assertThat(facts.contentEvents()).isEqualTo(CHAT_FACTS.contentEvents() + 1);
    assertThat(facts.tokensOut()).isEqualTo(CHAT_FACTS.tokensOut());
  }

  @Test
  void whereItIsSplitMakesNoDifference() {
    Random random = new Random(29);
    byte[] whole = CHAT.getBytes(UTF_8);

    for (int round = 0; round < 500; round++) {
      assertThat(inspect(Splits.random(whole, random))).isEqualTo(CHAT_FACTS);
    }
  }

  @Test
  void whateverComesItNeverFailsAndSplitsMakeNoDifference() {
    Random random = new Random(31);
    for (int round = 0; round < 10_000; round++) {
      byte[] bytes = CHAT.getBytes(UTF_8);
      for (int changes = 1 + random.nextInt(5); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(inspect(Splits.random(bytes, random)))
          .isEqualTo(inspect(List.of(ByteBuffer.wrap(bytes))));
    }
  }

  private static int feed(AnswerInspection inspection, String text) {
    return inspection.feed(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  private static AnswerFacts inspect(String stream) {
    return inspect(List.of(ByteBuffer.wrap(stream.getBytes(UTF_8))));
  }

  private static AnswerFacts inspect(List<ByteBuffer> pieces) {
    AnswerInspection inspection = AnswerInspection.of("text/event-stream; charset=utf-8");
    List<Integer> ended = new ArrayList<>();
    pieces.forEach(piece -> ended.add(inspection.feed(piece)));
    AnswerFacts facts = inspection.finish();
    assertThat(ended.stream().mapToLong(Integer::longValue).sum()).isEqualTo(facts.contentEvents());
    return facts;
  }
}
