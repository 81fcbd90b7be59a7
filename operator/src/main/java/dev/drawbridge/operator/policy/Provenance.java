package dev.drawbridge.operator.policy;

import dev.drawbridge.operator.policy.Fault.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a decision comes from: which bundle, how old it is, and whether it was logged. */
final class Provenance {

  /** As far as clocks of two machines may be apart before it counts. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  private final GateSettings settings;

  Provenance(GateSettings settings) {
    this.settings = settings;
  }

  /** Why nothing may be done by that decision; empty when its origin is as it has to be. */
  Optional<Fault> objection(Instant now, Reply.Answer answer, @Nullable Instant published) {
    return origin(answer).or(() -> age(now, published));
  }

  private Optional<Fault> origin(Reply.Answer answer) {
    if (answer.revisions().isEmpty() || answer.revisions().contains("")) {
      return Optional.of(
          new Fault(
              Kind.BUNDLE,
              "the policy engine does not say which bundle revision decided; load policies as a bundle with a revision (policies/build)"));
    }
    Optional<String> wrong =
        settings
            .pinnedRevision()
            .flatMap(
                pinned ->
                    answer.revisions().stream().filter(found -> !found.equals(pinned)).findFirst());
    if (wrong.isPresent()) {
      return Optional.of(
          new Fault(
              Kind.BUNDLE,
              "policy revision %s decided, but %s is pinned; roll out that bundle, or change the operator's pinned revision"
                  .formatted(wrong.get(), settings.pinnedRevision().orElseThrow())));
    }
    return settings.requireDecisionId() && answer.decisionId() == null
        ? Optional.of(
            new Fault(
                Kind.UNLOGGED,
                "the policy engine keeps no decision log; switch decision_logs on in its configuration"))
        : Optional.empty();
  }

  /**
   * An engine that is cut off from whoever publishes policies would decide by old ones for ever.
   */
  private Optional<Fault> age(Instant now, @Nullable Instant published) {
    if (settings.maxAge().isEmpty()) {
      return Optional.empty();
    }
    Duration most = settings.maxAge().get();
    if (published == null) {
      return stale(
          "a policy bundle does not say when it was published, and none may be older than %s; publish it with policies/build --published"
              .formatted(text(most)));
    }
    if (published.isAfter(now.plus(CLOCKS_DIFFER))) {
      return stale(
          "the policy bundle was published at %s, which is yet to come; compare the clocks, and publish it again"
              .formatted(published));
    }
    return now.isAfter(published.plus(most))
        ? stale(
            "the policies were published at %s, and none may be older than %s; publish them again, and see in the policy engine's log whether it gets new bundles"
                .formatted(published, text(most)))
        : Optional.empty();
  }

  private static Optional<Fault> stale(String message) {
    return Optional.of(new Fault(Kind.STALE, message));
  }

  private static String text(Duration age) {
    return age.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
