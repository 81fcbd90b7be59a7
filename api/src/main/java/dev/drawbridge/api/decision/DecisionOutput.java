package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of the policy engine, exactly as it must look; {@link DecisionJson} refuses everything
 * else. Whether it may be acted on (echoed request, required policies, known obligations) is for
 * the gate to check.
 *
 * @param evaluated policies that ran and had a say
 * @param notApplicable policies that ran and had no say
 * @param validUntil when the decision ends of itself; null when only a change can end it
 * @param publishedAt when the oldest of the bundles that decided was published; null when one of
 *     them does not tell
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DecisionOutput(
    @JsonProperty(required = true) String schemaVersion,
    @JsonProperty(required = true) String requestId,
    @JsonProperty(required = true) DecisionWord decision,
    @JsonProperty(required = true) List<String> evaluated,
    @JsonProperty(required = true) List<String> notApplicable,
    @JsonProperty(required = true) List<Finding> findings,
    @JsonProperty(required = true) List<Obligation> obligations,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant validUntil,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant publishedAt) {

  public DecisionOutput {
    evaluated = Absent.toEmpty(evaluated);
    notApplicable = Absent.toEmpty(notApplicable);
    findings = Absent.toEmpty(findings);
    obligations = Absent.toEmpty(obligations);
  }
}
