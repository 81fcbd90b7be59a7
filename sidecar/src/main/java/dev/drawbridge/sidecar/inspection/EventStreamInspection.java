package dev.drawbridge.sidecar.inspection;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Of an answer that is a stream of events. Of an event longer than {@link EventStreamParser#MOST}
 * only its presence is known.
 */
final class EventStreamInspection implements AnswerInspection {

  private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

  private final EventStreamParser events = new EventStreamParser(this::event);
  private final AnswerMembers members = new AnswerMembers();
  private int contentEvents;
  private boolean done;
  private boolean error;

  @Override
  public int feed(ByteBuffer piece) {
    int before = contentEvents;
    events.feed(piece);
    return contentEvents - before;
  }

  @Override
  public AnswerFacts finish() {
    AnswerFacts facts = members.facts(contentEvents, done || members.terminal());
    return error
        ? new AnswerFacts(
            facts.tokensIn(),
            facts.tokensOut(),
            facts.cached(),
            facts.finishReason(),
            facts.contentEvents(),
            facts.codePoints(),
            facts.complete(),
            true)
        : facts;
  }

  private void event(boolean named, byte[] data, int length, boolean whole) {
    error |= named;
    if (!whole) {
      contentEvents++;
    } else if (Arrays.equals(data, 0, length, DONE, 0, DONE.length)) {
      done = true;
    } else {
      long before = members.codePoints();
      read(data, length);
      if (members.codePoints() > before) {
        contentEvents++;
      }
    }
  }

  private void read(byte[] data, int length) {
    try (JsonParser parser = JsonFactories.ANSWERS.createParser(data, 0, length)) {
      for (JsonToken token; (token = parser.nextToken()) != null; ) {
        members.token(token, parser);
      }
    } catch (JsonProcessingException e) {
      // The model's, not ours: it is passed on as it is, and says no more than was read of it.
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }
}
