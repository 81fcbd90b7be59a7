package dev.drawbridge.sidecar.inspection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonAnswerInspectionTest {

  private static final String CHAT =
      """
      {"id": "c1", "object": "chat.completion", "choices": [
        {"index": 0, "message": {"role": "assistant", "content": "Grüße 😀",
          "tool_calls": [{"type": "function", "function": {"name": "f", "arguments": "{}"}}]},
         "logprobs": null, "finish_reason": "tool_calls"}],
       "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18,
         "prompt_tokens_details": {"cached_tokens": 4},
         "completion_tokens_details": {"reasoning_tokens": 2}}}
      """;

  @Test
  void readsAChat() {
    assertThat(inspect(CHAT))
        .isEqualTo(
            new AnswerFacts(
                OptionalLong.of(11),
                OptionalLong.of(7),
                OptionalLong.of(4),
                "tool_calls",
                0,
                7 + 2,
                true,
                false));
  }

  @Test
  void readsCompletions() {
    AnswerFacts facts =
        inspect(
            """
            {"choices": [{"text": "abc", "finish_reason": "length"}],
             "usage": {"prompt_tokens": 1, "completion_tokens": 2}}""");

    assertThat(facts.finishReason()).isEqualTo("length");
    assertThat(facts.tokensOut()).hasValue(2);
    assertThat(facts.cached()).isEmpty();
    assertThat(facts.codePoints()).isEqualTo(3);
  }

  @Test
  void readsResponses() {
    AnswerFacts facts =
        inspect(
            """
            {"object": "response", "status": "incomplete", "error": null,
             "incomplete_details": {"reason": "max_output_tokens"},
             "output": [{"type": "message", "status": "in_progress",
               "content": [{"type": "output_text", "text": "abcd"}]}],
             "usage": {"input_tokens": 36, "input_tokens_details": {"cached_tokens": 3},
               "output_tokens": 87}}""");

    assertThat(facts)
        .isEqualTo(
            new AnswerFacts(
                OptionalLong.of(36),
                OptionalLong.of(87),
                OptionalLong.of(3),
                "max_output_tokens",
                0,
                4,
                true,
                false));
  }

  @Test
  void readsEmbeddings() {
    AnswerFacts facts =
        inspect(
            """
            {"object": "list", "data": [{"object": "embedding", "embedding": [0.1, -2e-3, 4]}],
             "model": "m", "usage": {"prompt_tokens": 5, "total_tokens": 5}}""");

    assertThat(facts.tokensIn()).hasValue(5);
    assertThat(facts.tokensOut()).isEmpty();
    assertThat(facts.codePoints()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\": {\"message\": \"no\", \"code\": 400}}",
        "{\"error\": \"no\"}",
        "{\"object\": \"error\", \"message\": \"no\"}",
      })
  void knowsAnError(String body) {
    assertThat(inspect(body).error()).isTrue();
  }

  /** Usage counts where the API puts it, not where a text or a tool may have put such a word. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"prompt_tokens\": 1}",
        "{\"choices\": [{\"usage\": {\"prompt_tokens\": 1}}]}",
        "{\"usage\": {\"more\": {\"prompt_tokens\": 1}}}",
        "{\"usage\": [{\"prompt_tokens\": 1}]}",
        "{\"usage\": {\"prompt_tokens\": \"1\"}}",
        "{\"usage\": {\"prompt_tokens\": -1}}",
        "{\"usage\": {\"prompt_tokens\": 1.5}}",
        "{\"usage\": {\"prompt_tokens\": 99999999999999999999}}",
        "{\"usage\": {\"prompt_tokens\": 9007199254740992}}",
        "{\"usage\": null}",
      })
  void ignoresWhatIsNoUsage(String body) {
    assertThat(inspect(body).tokensIn()).isEmpty();
    assertThat(inspect(body).complete()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "<html>", "[1]", "{\"a\": 1} 2", "{\"a\": \"\u0001\"}"})
  void whatItCannotReadItDoesNotKnow(String body) {
    assertThat(inspect(body).complete()).isFalse();
  }

  @Test
  void anAnswerThatBreaksOffKeepsWhatItSaidUntilThen() {
    AnswerFacts facts =
        inspect("{\"usage\": {\"prompt_tokens\": 5}, \"choices\": [{\"text\": \"abc\"");

    assertThat(facts.tokensIn()).hasValue(5);
    assertThat(facts.codePoints()).isEqualTo(3);
    assertThat(facts.complete()).isFalse();
  }

  @Test
  void aTextTooLongToKeepEndsTheInspectionAndNothingElse() {
    AnswerFacts facts = inspect("{\"choices\": [{\"text\": \"" + "x".repeat(3_000_000) + "\"}]}");

    assertThat(facts.complete()).isFalse();
    assertThat(facts.error()).isFalse();
  }

  @Test
  void ofALongReasonTheBeginningIsKept() {
    assertThat(
            inspect("{\"choices\": [{\"finish_reason\": \"" + "r".repeat(500) + "\"}]}")
                .finishReason())
        .isEqualTo("r".repeat(64));
  }

  @Test
  void whereItIsSplitMakesNoDifference() {
    Random random = new Random(17);
    byte[] whole = CHAT.getBytes(UTF_8);

    assertThat(inspect(Splits.single(whole))).isEqualTo(inspect(CHAT));
    for (int round = 0; round < 500; round++) {
      assertThat(inspect(Splits.random(whole, random))).isEqualTo(inspect(CHAT));
    }
  }

  @Test
  void whateverComesItNeverFails() {
    Random random = new Random(19);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = CHAT.getBytes(UTF_8);
      for (int changes = 1 + random.nextInt(5); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      AnswerFacts facts = inspect(List.of(ByteBuffer.wrap(bytes)));
      assertThat(facts.codePoints()).isBetween(0L, (long) bytes.length);
    }
  }

  private static AnswerFacts inspect(String body) {
    return inspect(List.of(ByteBuffer.wrap(body.getBytes(UTF_8))));
  }

  private static AnswerFacts inspect(List<ByteBuffer> pieces) {
    AnswerInspection inspection = AnswerInspection.of("application/json; charset=utf-8");
    for (ByteBuffer piece : pieces) {
      assertThat(inspection.feed(piece)).isZero();
    }
    return inspection.finish();
  }
}
