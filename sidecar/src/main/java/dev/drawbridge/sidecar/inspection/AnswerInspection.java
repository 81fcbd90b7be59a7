package dev.drawbridge.sidecar.inspection;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of one answer as it passes. It never fails: what it cannot read it does not know,
 * and that is so for an answer with a {@code Content-Encoding} too. Not safe for use by several
 * threads.
 */
public interface AnswerInspection {

  /**
   * Takes the next piece; where it was split makes no difference to the facts. The position is not
   * moved.
   *
   * @return how many events with text ended in it; always 0 where the answer is no event stream
   */
  int feed(ByteBuffer piece);

  /** The answer is over, as far as it came. */
  AnswerFacts finish();

  /** The one that fits a {@code Content-Type}: JSON, event stream, or one that knows nothing. */
  static AnswerInspection of(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType;
    int parameters = type.indexOf(';');
    String media =
        (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    if (media.equals("text/event-stream")) {
      return new EventStreamInspection();
    }
    return media.equals("application/json") || media.endsWith("+json")
        ? new JsonAnswerInspection()
        : Unread.UNREAD;
  }

  /** Of what nobody here can read. */
  enum Unread implements AnswerInspection {
    UNREAD;

    @Override
    public int feed(ByteBuffer piece) {
      return 0;
    }

    @Override
    public AnswerFacts finish() {
      return AnswerFacts.NONE;
    }
  }
}
