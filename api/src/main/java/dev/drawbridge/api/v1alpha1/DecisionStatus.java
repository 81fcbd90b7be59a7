package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last answer of the policy engine. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DecisionStatus(
    @JsonPropertyDescription("Identity of the decision, as in the logs of the policy engine.")
        @Nullable String id,
    @JsonPropertyDescription(
            "Allow: what runs follows this spec. Deny: it stays as it was. Indeterminate: policy "
                + "could not decide, which changes nothing either.")
        @Nullable DecisionResult result,
    @JsonPropertyDescription("Revision of the policy bundle that decided.")
        @Nullable String policyRevision,
    @JsonPropertyDescription("sha256 of the facts that were decided on.")
        @Nullable String inputDigest,
    @JsonPropertyDescription("Time of the decision.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant evaluatedAt,
    @JsonPropertyDescription(
            "Time when it must be decided again, because an exemption ends. Left out: when "
                + "something changes.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant validUntil,
    @JsonPropertyDescription("What policies had to say.") List<FindingStatus> findings,
    @JsonPropertyDescription("What the decision demands of the operator, and how far it is.")
        List<ObligationStatus> obligations) {

  public DecisionStatus {
    findings = Absent.toEmpty(findings);
    obligations = Absent.toEmpty(obligations);
    evaluatedAt = WholeSeconds.of(evaluatedAt);
    validUntil = WholeSeconds.of(validUntil);
  }
}
