package dev.drawbridge.sidecar.authorisation;

import dev.drawbridge.sidecar.config.ConsumerEntry;
import dev.drawbridge.sidecar.config.SidecarConfig;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * How much consumers may ask. For use by any number of threads. Outlives configurations, so that a
 * new one is no fresh allowance.
 *
 * <p>A minute's requests or tokens may come all at once; what was used comes back evenly over a
 * minute. Tokens are known only when the answer is over, so a consumer may go into debt, and then
 * has to wait until it is paid.
 */
public final class Quotas {

  private final LongSupplier nanos;
  private final Places all = new Places();
  private final Map<String, Allowance> allowances = new ConcurrentHashMap<>();

  /**
   * Nobody may ask before {@link #apply}.
   *
   * @param nanos a clock that only runs, such as {@link System#nanoTime}
   */
  public Quotas(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Takes over the limits of a configuration; who has used half keeps the other half. */
  public synchronized void apply(SidecarConfig config) {
    all.limit(config.limits().concurrentRequests());
    for (ConsumerEntry consumer : config.consumers()) {
      allowances.computeIfAbsent(consumer.spiffe(), id -> new Allowance(nanos)).limit(consumer);
    }
    Set<String> listed =
        config.consumers().stream().map(ConsumerEntry::spiffe).collect(Collectors.toSet());
    // Whoever was taken out and put in again finds what he left, as long as it matters.
    allowances
        .entrySet()
        .removeIf(entry -> !listed.contains(entry.getKey()) && entry.getValue().untouched());
  }

  /**
   * One request of a consumer wants in.
   *
   * @param consumer of the configuration that was applied last, or of one before
   */
  public Admission enter(ConsumerEntry consumer) {
    if (!all.take()) {
      return new Admission.Refused(
          Rule.OVERLOADED,
          1,
          "All consumers together have %d requests under way, and no more are permitted."
              .formatted(all.limit()));
    }
    Allowance allowance = allowances.get(consumer.spiffe());
    Admission admission =
        allowance == null
            ? new Admission.Refused(Rule.CONSUMER_UNKNOWN, 1, Rule.CONSUMER_UNKNOWN.advice())
            : allowance.enter(all::giveBack);
    if (admission instanceof Admission.Refused) {
      all.giveBack();
    }
    return admission;
  }

  /** Whether a request may go on now. */
  public sealed interface Admission permits Ticket, Admission.Refused {

    /**
     * It may not.
     *
     * @param retryAfterSeconds for the header, at least 1
     * @param detail which limit it is, for the consumer; {@link Rule#advice} says what to do
     */
    record Refused(Rule rule, int retryAfterSeconds, String detail) implements Admission {}
  }
}
