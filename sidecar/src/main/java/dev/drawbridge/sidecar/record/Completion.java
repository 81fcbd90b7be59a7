package dev.drawbridge.sidecar.record;

import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.inspection.TokenCount;
import org.jspecify.annotations.Nullable;

/**
 * How an accepted request ended.
 *
 * @param rule why it failed or was broken off, if the sidecar knows
 * @param tokens that it took
 * @param finishReason as the model said it; null if it did not
 */
public record Completion(
    End end,
    @Nullable Rule rule,
    Answer answer,
    TokenCount tokens,
    @Nullable String finishReason,
    Latencies latencies) {

  /** The fields {@code outcome} and {@code abort_by}. */
  public enum End {
    /** The whole answer was sent. */
    OK("ok", null),
    /** The whole answer was sent, and says that the request failed. */
    ERROR("error", null),
    ABORTED_BY_CONSUMER("aborted", "consumer"),
    ABORTED_BY_MODEL("aborted", "model"),
    ABORTED_BY_SIDECAR("aborted", "sidecar"),
    /** A limit or a rule ended it midway. */
    ABORTED_BY_POLICY("aborted", "policy");

    private final String outcome;
    private final @Nullable String abortBy;

    End(String outcome, @Nullable String abortBy) {
      this.outcome = outcome;
      this.abortBy = abortBy;
    }

    public String outcome() {
      return outcome;
    }

    /** Null if nobody broke it off. */
    public @Nullable String abortBy() {
      return abortBy;
    }
  }

  /**
   * What was sent to the consumer.
   *
   * @param httpStatus 0 if no head was sent
   * @param grpcStatus -1 if it is no gRPC
   * @param bytes of the body
   * @param hash keyed, over these bytes; null if there were none
   */
  public record Answer(int httpStatus, int grpcStatus, long bytes, @Nullable String hash) {}

  /**
   * Nanoseconds.
   *
   * @param total first byte in to last byte out
   * @param firstText first byte in to first text of the answer out; -1 if there was none
   * @param model waiting for the model
   */
  public record Latencies(long total, long firstText, long model) {}
}
