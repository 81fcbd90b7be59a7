package dev.drawbridge.operator.policy;

import dev.drawbridge.api.decision.Finding;
import dev.drawbridge.api.decision.Obligation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision that policy really took.
 *
 * @param id as in the engine's decision log
 * @param revision of the policy bundle
 * @param inputDigest of the facts that were decided on, see {@link InputDigest}
 * @param validUntil when it must be asked again at the latest; null when only a change can alter it
 */
public record Ruling(
    String id,
    String revision,
    String inputDigest,
    Instant evaluatedAt,
    @Nullable Instant validUntil,
    List<Finding> findings,
    List<Obligation> obligations) {
  public Ruling {
    findings = List.copyOf(findings);
    obligations = List.copyOf(obligations);
  }
}
