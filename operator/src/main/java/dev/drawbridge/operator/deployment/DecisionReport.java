package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.decision.Finding;
import dev.drawbridge.api.decision.Obligation;
import dev.drawbridge.api.v1alpha1.DecisionResult;
import dev.drawbridge.api.v1alpha1.DecisionStatus;
import dev.drawbridge.api.v1alpha1.FindingStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ObligationState;
import dev.drawbridge.api.v1alpha1.ObligationStatus;
import dev.drawbridge.operator.policy.Decision;
import dev.drawbridge.operator.policy.Ruling;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The decision as the status shows it. */
final class DecisionReport {

  /**
   * What to show, given what was shown before.
   *
   * @param obligations how far those are that the operator knows, by type
   */
  static @Nullable DecisionStatus of(
      ModelDeployment deployment, Decision decision, Map<String, ObligationState> obligations) {
    var status = deployment.getStatus();
    DecisionStatus before = status == null ? null : status.decision();
    return switch (decision) {
      case Decision.Allowed allowed ->
          ruled(before, DecisionResult.ALLOW, allowed.ruling(), obligations);
      case Decision.Denied denied ->
          ruled(before, DecisionResult.DENY, denied.ruling(), obligations);
      // The last real decision is still the one that what runs goes back to.
      case Decision.Indeterminate i when before != null && before.result() != null ->
          observedAlready(deployment) ? before : undecided();
      case Decision.Indeterminate i -> undecided();
    };
  }

  private static boolean observedAlready(ModelDeployment deployment) {
    var status = deployment.getStatus();
    return status != null
        && Objects.equals(status.observedGeneration(), deployment.getMetadata().getGeneration());
  }

  private static DecisionStatus undecided() {
    return new DecisionStatus(
        null, DecisionResult.INDETERMINATE, null, null, null, null, List.of(), List.of());
  }

  private static DecisionStatus ruled(
      @Nullable DecisionStatus before,
      DecisionResult result,
      Ruling ruling,
      Map<String, ObligationState> obligations) {
    DecisionStatus now =
        new DecisionStatus(
            ruling.id(),
            result,
            ruling.revision(),
            ruling.inputDigest(),
            ruling.evaluatedAt(),
            ruling.validUntil(),
            ruling.findings().stream().map(DecisionReport::finding).toList(),
            ruling.obligations().stream().map(one -> obligation(one, obligations)).toList());
    return before != null && sayTheSame(before, now) ? withObligations(before, now) : now;
  }

  /** A decision that was only taken again, after a restart for instance, is no news. */
  private static boolean sayTheSame(DecisionStatus before, DecisionStatus now) {
    return before.id() != null
        && before.evaluatedAt() != null
        && before.result() == now.result()
        && Objects.equals(before.policyRevision(), now.policyRevision())
        && Objects.equals(before.inputDigest(), now.inputDigest())
        && Objects.equals(before.validUntil(), now.validUntil())
        && before.findings().equals(now.findings());
  }

  private static DecisionStatus withObligations(DecisionStatus before, DecisionStatus now) {
    return new DecisionStatus(
        before.id(),
        before.result(),
        before.policyRevision(),
        before.inputDigest(),
        before.evaluatedAt(),
        before.validUntil(),
        before.findings(),
        now.obligations());
  }

  private static FindingStatus finding(Finding finding) {
    return new FindingStatus(
        finding.policyId(),
        finding.ruleId(),
        finding.enforcement(),
        finding.severity(),
        finding.outcome(),
        finding.message(),
        finding.fields(),
        finding.remediation() == null ? null : finding.remediation().summary());
  }

  private static ObligationStatus obligation(
      Obligation obligation, Map<String, ObligationState> obligations) {
    return new ObligationStatus(
        obligation.id(),
        obligation.type(),
        obligation.mandatory(),
        obligations.getOrDefault(obligation.type(), ObligationState.UNSUPPORTED));
  }

  private DecisionReport() {}
}
