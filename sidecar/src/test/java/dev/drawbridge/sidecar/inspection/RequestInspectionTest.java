package dev.drawbridge.sidecar.inspection;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestInspectionTest {

  private static final String CHAT =
      """
      {"model": "mistral", "messages": [
        {"role": "system", "content": "Grüße \\ud83d\\ude00 \\u00fc"},
        {"role": "user", "content": [{"type": "text", "text": "a😀\\n\\"b"}]}],
       "max_tokens": 10, "temperature": 0.5, "stream": true,
       "stream_options": {"include_usage": true}}
      """;

  @Test
  void readsWhatARecordNeeds() {
    RequestFacts facts = inspect(CHAT);

    assertThat(facts.wellFormed()).as(facts.problem()).isTrue();
    assertThat(facts.model()).isEqualTo("mistral");
    assertThat(facts.stream()).isTrue();
    assertThat(facts.includeUsage()).isTrue();
    assertThat(facts.codePoints())
        .isEqualTo("system".length() + 9 + "user".length() + "text".length() + 5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | false | false",
        "{\"stream\": false} | false | false",
        "{\"stream\": null} | false | false",
        "{\"stream\": true} | true | false",
        "{\"str\\u0065am\": true} | true | false",
        "{\"a\": {\"stream\": true}} | false | false",
        "{\"a\": [{\"stream\": 1}]} | false | false",
        "{\"stream_options\": {\"include_usage\": true}} | false | true",
        "{\"stream_options\": {\"include_usage\": false}} | false | false",
        "{\"a\": {\"stream_options\": {\"include_usage\": true}}} | false | false",
        "{\"stream_options\": null, \"include_usage\": true} | false | false",
      })
  void knowsWhetherTheAnswerIsToBeAStream(String body, boolean stream, boolean includeUsage) {
    RequestFacts facts = inspect(body);

    assertThat(facts.problem()).isNull();
    assertThat(facts.stream()).isEqualTo(stream);
    assertThat(facts.includeUsage()).isEqualTo(includeUsage);
  }

  /** Some readers take the first, some the last, some ignore case, some take text for truth. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"stream\": false, \"stream\": true}",
        "{\"stream\": true, \"stream\": true}",
        "{\"stream\": false, \"str\\u0065am\": true}",
        "{\"model\": \"a\", \"model\": \"b\"}",
        "{\"messages\": [], \"messages\": []}",
        "{\"stream_options\": {}, \"stream_options\": {}}",
        "{\"Stream\": true}",
        "{\"stream\": false, \"STREAM\": true}",
        "{\"\u017ftream\": true}",
        "{\"MODEL\": \"a\"}",
        "{\"Stream_Options\": {}}",
        "{\"stream\": \"true\"}",
        "{\"stream\": 1}",
        "{\"stream\": 1.0}",
        "{\"stream\": {}}",
        "{\"stream\": [true]}",
      })
  void refusesWhatTwoReadersCouldUnderstandInTwoWays(String body) {
    assertRefused(body.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "\"stream\"",
        "[]",
        "[{\"stream\": true}]",
        "{",
        "{\"a\"",
        "{\"a\": ",
        "{\"a\": 1",
        "{\"a\": \"b",
        "{\"a\": 1,}",
        "{\"a\": 1} x",
        "{\"a\": 1} {}",
        "{\"a\": 1}}",
        "{a: 1}",
        "{'a': 1}",
        "{\"a\": NaN}",
        "{\"a\": Infinity}",
        "{\"a\": 01}",
        "{\"a\": +1}",
        "{\"a\": .5}",
        "{\"a\": tru}",
        "{\"a\": \"\\x\"}",
        "{\"a\": \"\\u12\"}",
        "{\"a\": \"b\nc\"}",
        "{\"a\": \"b\u0000c\"}",
        "{\"a\": 1} // more",
        "/* more */ {\"a\": 1}",
        "stream=true",
      })
  void refusesWhatIsNoJsonObject(String body) {
    assertRefused(body.getBytes(UTF_8));
  }

  @Test
  void refusesOtherEncodingsThanUtf8() {
    assertRefused("{\"stream\": true}".getBytes(UTF_16LE));
    assertRefused(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xff, '"', '}'});
    assertRefused(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xc3, '"', '}'});
  }

  @Test
  void refusesMoreMembersOrLevelsThanAnybodyNeeds() {
    String members =
        IntStream.range(0, 1_001)
            .mapToObj("\"m%d\":0"::formatted)
            .reduce("", (a, b) -> a + "," + b);

    assertRefused(("{" + members.substring(1) + "}").getBytes(UTF_8));
    assertRefused(("{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}").getBytes(UTF_8));
    assertRefused(("{\"a\":" + "1".repeat(2_000) + "}").getBytes(UTF_8));
    assertRefused(("{\"" + "a".repeat(100_000) + "\":1}").getBytes(UTF_8));
    assertThat(inspect("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}").wellFormed()).isTrue();
  }

  @Test
  void aTextMayBeAsLongAsTheBody() {
    RequestFacts facts = inspect("{\"prompt\": \"" + "ü".repeat(1_000_000) + "\"}");

    assertThat(facts.wellFormed()).isTrue();
    assertThat(facts.codePoints()).isEqualTo(1_000_000);
  }

  @Test
  void ofALongModelNameTheBeginningIsKept() {
    assertThat(inspect("{\"model\": \"" + "m".repeat(1_000) + "\"}").model())
        .isEqualTo("m".repeat(256));
    assertThat(inspect("{\"model\": 3}").model()).isNull();
  }

  @Test
  void theProblemIsSaidInASentenceWithoutTheContent() {
    assertThat(inspect("{\"prompt\": \"secret\" \"secret\"}").problem())
        .endsWith(".")
        .doesNotContain("secret");
    assertThat(inspect("{\"secret\": 1, \"secret\": 2}").problem()).doesNotContain("secret");
  }

  @Test
  void whereItIsSplitMakesNoDifference() {
    Random random = new Random(11);
    byte[] whole = CHAT.getBytes(UTF_8);
    RequestFacts expected = inspect(CHAT);

    assertThat(inspect(Splits.single(whole))).isEqualTo(expected);
    for (int round = 0; round < 500; round++) {
      assertThat(inspect(Splits.random(whole, random))).isEqualTo(expected);
    }
  }

  @Test
  void howATextIsEscapedMakesNoDifference() {
    Random random = new Random(41);
    int[] alphabet = {'a', ' ', '"', '\\', '/', '\n', 0xe4, 0x20ac, 0x1f600, 0x10ffff, 0x7f};
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(30);
      for (int i = 0; i < length; i++) {
        escape(alphabet[random.nextInt(alphabet.length)], random, text);
      }
      RequestFacts facts = inspect("{\"messages\": [{\"content\": \"" + text + "\"}]}");

      assertThat(facts.problem()).as(text.toString()).isNull();
      assertThat(facts.codePoints()).as(text.toString()).isEqualTo(length);
    }
  }

  private static void escape(int codePoint, Random random, StringBuilder text) {
    boolean plain = codePoint >= ' ' && codePoint != '"' && codePoint != '\\';
    if (plain && random.nextBoolean()) {
      text.appendCodePoint(codePoint);
      return;
    }
    for (char half : Character.toChars(codePoint)) {
      text.append((random.nextBoolean() ? "\\u%04x" : "\\u%04X").formatted((int) half));
    }
  }

  /** Whatever comes, it ends in facts, and in the same ones for every split. */
  @Test
  void whateverComesIsJudgedAndAlwaysAlike() {
    Random random = new Random(13);
    byte[] chat = CHAT.getBytes(UTF_8);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = chat.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      RequestFacts facts = inspect(List.of(ByteBuffer.wrap(bytes)));
      assertThat(inspect(Splits.random(bytes, random)).wellFormed()).isEqualTo(facts.wellFormed());
      if (facts.wellFormed()) {
        assertThat(inspect(Splits.random(bytes, random))).isEqualTo(facts);
      } else {
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 19_999);
  }

  private static void assertRefused(byte[] body) {
    assertThat(inspect(List.of(ByteBuffer.wrap(body))).problem()).as("whole").endsWith(".");
    assertThat(inspect(Splits.single(body)).problem()).as("byte by byte").endsWith(".");
  }

  private static RequestFacts inspect(String body) {
    return inspect(List.of(ByteBuffer.wrap(body.getBytes(UTF_8))));
  }

  private static RequestFacts inspect(List<ByteBuffer> pieces) {
    RequestInspection inspection = new RequestInspection();
    for (ByteBuffer piece : pieces) {
      int position = piece.position();
      inspection.feed(piece);
      assertThat(piece.position()).isEqualTo(position);
    }
    return inspection.finish();
  }
}
