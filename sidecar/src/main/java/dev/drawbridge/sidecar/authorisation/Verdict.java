package dev.drawbridge.sidecar.authorisation;

import dev.drawbridge.sidecar.config.ConsumerEntry;
import org.jspecify.annotations.Nullable;

/** Whether somebody may ask. */
public sealed interface Verdict {

  /**
   * He may.
   *
   * @param purpose that the request is recorded under; null if nobody has said any
   */
  record Allowed(ConsumerEntry consumer, @Nullable String purpose) implements Verdict {}

  /**
   * He may not.
   *
   * @param detail what is wrong and what to do, for the consumer
   */
  record Refused(Rule rule, String detail) implements Verdict {}
}
