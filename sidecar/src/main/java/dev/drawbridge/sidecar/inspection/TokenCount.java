package dev.drawbridge.sidecar.inspection;

import java.util.OptionalLong;

/**
 * How many tokens a request took.
 *
 * @param cached of {@code in}; empty unless the model said so
 */
public record TokenCount(long in, long out, OptionalLong cached, Source source) {

  private static final int CODE_POINTS_PER_TOKEN = 4;

  /** Of what has no tokens, such as a list of models. */
  public static final TokenCount NONE = new TokenCount(0, 0, OptionalLong.empty(), Source.NONE);

  /** Who counted; the field {@code tokens.source} of a record. */
  public enum Source {
    MODEL("model"),
    ESTIMATED("estimated"),
    NONE("none");

    private final String text;

    Source(String text) {
      this.text = text;
    }

    /** As in records. */
    public String text() {
      return text;
    }
  }

  /**
   * What the model counted. Where it does not say, an estimate: a token for every four code points,
   * and going out at least one for every event with text. An answer that is nothing but an error
   * took none.
   */
  public static TokenCount of(RequestFacts request, AnswerFacts answer) {
    boolean counted =
        answer.tokensIn().isPresent() && (answer.tokensOut().isPresent() || answer.complete());
    if (counted) {
      // Embeddings have only tokens that go in.
      return new TokenCount(
          answer.tokensIn().getAsLong(),
          answer.tokensOut().orElse(0),
          answer.cached(),
          Source.MODEL);
    }
    if (answer.error() && answer.tokensOut().isEmpty() && answer.codePoints() == 0) {
      return NONE;
    }
    long in = answer.tokensIn().orElseGet(() -> estimate(request.codePoints()));
    long out =
        answer
            .tokensOut()
            .orElseGet(() -> Math.max(answer.contentEvents(), estimate(answer.codePoints())));
    return new TokenCount(in, out, answer.cached(), Source.ESTIMATED);
  }

  private static long estimate(long codePoints) {
    return Math.ceilDiv(codePoints, CODE_POINTS_PER_TOKEN);
  }

  /** What counts against a consumer's tokens per minute. */
  public long total() {
    return in + out;
  }
}
