package dev.drawbridge.operator.observability;

import dev.drawbridge.api.decision.Phase;
import dev.drawbridge.operator.policy.Decision;
import dev.drawbridge.operator.policy.PolicyGate;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts decisions by phase and outcome. */
public final class DecisionCounter implements PolicyGate.Listener {

  private final MeterRegistry registry;

  public DecisionCounter(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void decided(Phase phase, Decision decision) {
    String outcome =
        switch (decision) {
          case Decision.Allowed a -> "allow";
          case Decision.Denied d -> "deny";
          case Decision.Indeterminate undecided -> undecided.fault().kind().text();
        };
    registry
        .counter(
            "drawbridge_decisions",
            "phase",
            phase.name().toLowerCase(Locale.ROOT),
            "outcome",
            outcome)
        .increment();
  }
}
