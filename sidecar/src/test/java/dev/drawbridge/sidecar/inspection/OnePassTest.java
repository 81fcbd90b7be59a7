package dev.drawbridge.sidecar.inspection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Others run twelve regular expressions over each body, one after the other. Here each byte is read
 * once by one reader, whatever the pieces that it comes in: what is looked for hears of a token,
 * and never goes back to the bytes.
 */
class OnePassTest {

  private static final int ROUNDS = 300;

  private static final String ANSWER =
      """
      {"id":"a","choices":[{"index":0,"message":{"content":"Gr\\u00fc\\u00dfe \\ud83d\\ude00",
       "tool_calls":[{"function":{"arguments":"{\\"a\\":1}"}}]},"finish_reason":"stop"}],
       "usage":{"prompt_tokens":9,"completion_tokens":5,"nested":[[1,2],[true,null,-1.5e3]]}}""";

  /** Tokens with where each ends, so that one that is told twice is seen. */
  private static final class Told implements JsonFeed.Visitor {
    private final List<String> tokens = new ArrayList<>();

    @Override
    public void token(JsonToken token, JsonParser parser) throws IOException {
      tokens.add(token + " " + parser.getText());
    }
  }

  private static List<String> told(List<ByteBuffer> pieces) {
    Told told = new Told();
    JsonFeed feed = new JsonFeed(JsonFactories.ANSWERS, told);
    pieces.forEach(feed::feed);
    assertThat(feed.finish()).isTrue();
    return told.tokens;
  }

  /** As Jackson reads the whole text at once. */
  private static List<String> expected() throws IOException {
    List<String> tokens = new ArrayList<>();
    try (JsonParser parser = JsonFactories.ANSWERS.createParser(ANSWER)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tokens.add(token + " " + parser.getText());
      }
    }
    return tokens;
  }

  @Test
  void eachTokenIsToldOnceWhateverThePieces() throws IOException {
    byte[] bytes = ANSWER.getBytes(UTF_8);
    Random random = new Random(41);

    assertThat(told(Splits.single(bytes))).isEqualTo(expected());
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(told(Splits.random(bytes, random))).isEqualTo(expected());
    }
  }

  @Test
  void eachByteOfAnEventIsHandedOverOnceWhateverThePieces() {
    String stream = "data: {\"a\":1}\n\ndata:b\ndata: c\r\n\r\n: not data\n\ndata: [DONE]\n\n";
    List<String> events = List.of("{\"a\":1}", "b\nc", "[DONE]");
    byte[] bytes = stream.getBytes(UTF_8);
    Random random = new Random(42);

    assertThat(events(Splits.single(bytes))).isEqualTo(events);
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(events(Splits.random(bytes, random))).isEqualTo(events);
    }
  }

  private static List<String> events(List<ByteBuffer> pieces) {
    List<String> events = new ArrayList<>();
    EventStreamParser parser =
        new EventStreamParser(
            (error, data, length, whole) -> events.add(new String(data, 0, length, UTF_8)));
    pieces.forEach(parser::feed);
    return events;
  }
}
