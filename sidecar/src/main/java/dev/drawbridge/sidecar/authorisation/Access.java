package dev.drawbridge.sidecar.authorisation;

import dev.drawbridge.sidecar.config.ConsumerEntry;
import dev.drawbridge.sidecar.config.SidecarConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who may ask, of one configuration. Immutable. */
public final class Access {

  /** In which a consumer says what a request is for; never passed on to the model. */
  public static final String PURPOSE_HEADER = "Drawbridge-Purpose";

  private static final Pattern PURPOSE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private final Map<String, ConsumerEntry> consumers;
  private final @Nullable String declared;

  private Access(Map<String, ConsumerEntry> consumers, @Nullable String declared) {
    this.consumers = consumers;
    this.declared = declared;
  }

  public static Access of(SidecarConfig config) {
    return new Access(
        config.consumers().stream()
            .collect(Collectors.toUnmodifiableMap(ConsumerEntry::spiffe, Function.identity())),
        config.policy().purpose().orElse(null));
  }

  /**
   * Judges one request. Where the consumer names no purpose, its only one counts; where it may have
   * any, the one that the deployment declares.
   *
   * @param spiffe from the verified certificate; null if it had none that is usable
   * @param purpose value of {@link #PURPOSE_HEADER}, several joined by commas; null if it was
   *     absent
   */
  public Verdict authorise(@Nullable String spiffe, @Nullable String purpose) {
    if (spiffe == null) {
      return new Verdict.Refused(Rule.IDENTITY_UNKNOWN, Rule.IDENTITY_UNKNOWN.advice());
    }
    ConsumerEntry consumer = consumers.get(spiffe);
    if (consumer == null) {
      return new Verdict.Refused(Rule.CONSUMER_UNKNOWN, Rule.CONSUMER_UNKNOWN.advice());
    }
    List<String> permitted = consumer.purposes();
    if (purpose == null) {
      return switch (permitted.size()) {
        case 0 -> new Verdict.Allowed(consumer, declared);
        case 1 -> new Verdict.Allowed(consumer, permitted.getFirst());
        default -> new Verdict.Refused(Rule.PURPOSE_MISSING, choice(permitted));
      };
    }
    if (permitted.contains(purpose)) {
      return new Verdict.Allowed(consumer, purpose);
    }
    if (!permitted.isEmpty()) {
      return new Verdict.Refused(Rule.PURPOSE_NOT_PERMITTED, choice(permitted));
    }
    return PURPOSE.matcher(purpose).matches()
        ? new Verdict.Allowed(consumer, purpose)
        : new Verdict.Refused(
            Rule.PURPOSE_NOT_PERMITTED,
            "The header %s has to be one word of at most 63 lower-case letters, digits and hyphens."
                .formatted(PURPOSE_HEADER));
  }

  private static String choice(List<String> permitted) {
    return "Set the header %s to one of: %s."
        .formatted(PURPOSE_HEADER, String.join(", ", permitted));
  }
}
