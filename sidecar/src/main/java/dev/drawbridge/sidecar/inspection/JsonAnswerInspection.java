package dev.drawbridge.sidecar.inspection;

import java.nio.ByteBuffer;

/**
 * Of an answer that is one JSON object. A text of more than 2^20 characters ends the inspection.
 */
final class JsonAnswerInspection implements AnswerInspection {

  private final AnswerMembers members = new AnswerMembers();
  private final JsonFeed feed = new JsonFeed(JsonFactories.ANSWERS, members);

  @Override
  public int feed(ByteBuffer piece) {
    feed.feed(piece);
    return 0;
  }

  @Override
  public AnswerFacts finish() {
    return members.facts(0, feed.finish());
  }
}
