package dev.drawbridge.sidecar.inspection;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the body of an answer says.
 *
 * @param tokensIn as the model counted them; empty if it does not say
 * @param tokensOut likewise
 * @param cached of {@code tokensIn}, taken from a cache; likewise
 * @param finishReason the last one given, at most 64 characters of it; null if none
 * @param contentEvents server-sent events that carried text
 * @param codePoints Unicode code points of that text
 * @param complete whether it says itself that it is over: a whole JSON value, or the last event of
 *     a stream. Triton's generate_stream has no last event, and is never complete
 * @param error whether it says that something failed
 */
public record AnswerFacts(
    OptionalLong tokensIn,
    OptionalLong tokensOut,
    OptionalLong cached,
    @Nullable String finishReason,
    long contentEvents,
    long codePoints,
    boolean complete,
    boolean error) {

  /** Of an answer that was not looked into. */
  public static final AnswerFacts NONE =
      new AnswerFacts(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          null,
          0,
          0,
          false,
          false);
}
