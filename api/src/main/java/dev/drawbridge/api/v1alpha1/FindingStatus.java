package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.drawbridge.api.decision.Enforcement;
import dev.drawbridge.api.decision.Outcome;
import dev.drawbridge.api.decision.Severity;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one rule of one policy had to say. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FindingStatus(
    @JsonPropertyDescription("Policy that speaks; the folder of that name in policies/ holds it.")
        @Required
        String policyId,
    @JsonPropertyDescription("Rule of the policy.") @Required String ruleId,
    @JsonPropertyDescription(
            "deny: refuses the change. warn: shown to the user. audit: recorded only.")
        @Required
        Enforcement enforcement,
    @JsonPropertyDescription("How much it matters, critical to info.") @Required Severity severity,
    @JsonPropertyDescription(
            "violated: the rule does not hold. unknown: a fact is missing. exempted: it does not "
                + "hold, and somebody answers for that.")
        @Required
        Outcome outcome,
    @JsonPropertyDescription("What is wrong.") @Required String message,
    @JsonPropertyDescription("The fields it is about, as JSON pointers such as /spec/storage.")
        List<String> fields,
    @JsonPropertyDescription("What to do about it.") @Nullable String remediation) {

  public FindingStatus {
    fields = Absent.toEmpty(fields);
  }
}
