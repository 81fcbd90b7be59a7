package dev.drawbridge.sidecar.inspection;

import org.jspecify.annotations.Nullable;

/**
 * What the body of a request says.
 *
 * @param stream whether it asks for a stream
 * @param model which model it names, at most 256 characters of it; null if none
 * @param codePoints Unicode code points of all its string values, but for the model's name
 * @param includeUsage whether it asks for the usage at the end of the stream
 * @param problem why it must be refused, as a sentence for the consumer; null if it need not
 */
public record RequestFacts(
    boolean stream,
    @Nullable String model,
    long codePoints,
    boolean includeUsage,
    @Nullable String problem) {

  /** Whether every reader will understand the same. */
  public boolean wellFormed() {
    return problem == null;
  }
}
