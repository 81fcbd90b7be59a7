package dev.drawbridge.sidecar.inspection;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteBufferFeeder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * One JSON object that comes in pieces, as tokens. From where it is no JSON any more nothing is
 * looked at.
 */
final class JsonFeed {

  /** What is told of each token, with the parser standing on it. */
  interface Visitor {
    void token(JsonToken token, JsonParser parser) throws IOException;
  }

  private enum State {
    BEFORE,
    WITHIN,
    BEHIND,
    BROKEN
  }

  private final JsonParser parser;
  private final ByteBufferFeeder feeder;
  private final Visitor visitor;
  private State state = State.BEFORE;

  JsonFeed(JsonFactory factory, Visitor visitor) {
    this.visitor = visitor;
    try {
      parser = factory.createNonBlockingByteBufferParser();
    } catch (IOException e) {
      throw new UncheckedIOException("a parser without input reads nothing", e);
    }
    feeder = (ByteBufferFeeder) parser.getNonBlockingInputFeeder();
  }

  /** Takes the next piece, whose position stays. */
  void feed(ByteBuffer piece) {
    if (state == State.BROKEN || !piece.hasRemaining()) {
      return;
    }
    try {
      feeder.feedInput(piece);
      drain();
    } catch (JsonProcessingException e) {
      state = State.BROKEN;
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }

  /**
   * There is no more.
   *
   * @return whether it was one whole object
   */
  boolean finish() {
    try (parser) {
      if (state != State.BROKEN) {
        feeder.endOfInput();
        drain();
      }
      return state == State.BEHIND;
    } catch (JsonProcessingException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }

  private void drain() throws IOException {
    while (state != State.BROKEN) {
      JsonToken token = parser.nextToken();
      if (token == null || token == JsonToken.NOT_AVAILABLE) {
        return;
      }
      state =
          switch (state) {
            case BEFORE -> token == JsonToken.START_OBJECT ? State.WITHIN : State.BROKEN;
            case WITHIN -> parser.getParsingContext().inRoot() ? State.BEHIND : State.WITHIN;
            case BEHIND, BROKEN -> State.BROKEN;
          };
      if (state != State.BROKEN) {
        visitor.token(token, parser);
      }
    }
  }
}
