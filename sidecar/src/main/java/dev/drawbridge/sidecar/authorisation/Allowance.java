package dev.drawbridge.sidecar.authorisation;

import dev.drawbridge.sidecar.authorisation.Quotas.Admission;
import dev.drawbridge.sidecar.config.ConsumerEntry;
import java.util.function.LongSupplier;

/** What one consumer may still ask. */
final class Allowance {

  private final MinuteLimit requests;
  private final MinuteLimit tokens;
  private final Places places = new Places();

  Allowance(LongSupplier nanos) {
    requests = new MinuteLimit(nanos);
    tokens = new MinuteLimit(nanos);
  }

  void limit(ConsumerEntry consumer) {
    requests.limit(consumer.requestsPerMinute());
    tokens.limit(consumer.tokensPerMinute());
    places.limit(consumer.concurrentRequests().orElse(Places.UNLIMITED));
  }

  /** Whether a new one would be the same. */
  boolean untouched() {
    return places.taken() == 0 && requests.full() && tokens.full();
  }

  /**
   * Lets a request in, or says which limit it meets first.
   *
   * @param afterwards done when the request leaves
   */
  Admission enter(Runnable afterwards) {
    if (!places.take()) {
      return new Admission.Refused(
          Rule.QUOTA_CONCURRENCY,
          1,
          "This consumer has %d requests under way, and no more are permitted."
              .formatted(places.limit()));
    }
    // Of requests one is taken away, so it is asked last.
    long debt = tokens.nanosToPositive();
    long wait = debt > 0 ? debt : requests.take();
    if (wait == 0) {
      return new Ticket(spent -> leave(spent, afterwards));
    }
    places.giveBack();
    return debt > 0
        ? refused(Rule.QUOTA_TOKENS, debt, "tokens", tokens)
        : refused(Rule.QUOTA_REQUESTS, wait, "requests", requests);
  }

  private void leave(long spent, Runnable afterwards) {
    tokens.debit(spent);
    places.giveBack();
    afterwards.run();
  }

  private static Admission.Refused refused(Rule rule, long nanos, String what, MinuteLimit limit) {
    int seconds = limit.secondsToWait(nanos);
    return new Admission.Refused(
        rule,
        seconds,
        "This consumer has used up its %d %s per minute; the next request may come in %d s."
            .formatted(limit.perMinute(), what, seconds));
  }
}
