package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one rule of one policy has to say.
 *
 * @param fields JSON pointers into the ModelDeployment
 * @param exemption the permission that was used; null unless the outcome is exempted
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Finding(
    @JsonProperty(required = true) String policyId,
    @JsonProperty(required = true) String policyVersion,
    @JsonProperty(required = true) String ruleId,
    @JsonProperty(required = true) Enforcement enforcement,
    @JsonProperty(required = true) Severity severity,
    @JsonProperty(required = true) Outcome outcome,
    @JsonProperty(required = true) String message,
    @JsonProperty(required = true) List<String> fields,
    @Nullable String expected,
    @Nullable String observed,
    @JsonProperty(required = true) List<ControlReference> controls,
    @Nullable Remediation remediation,
    @Nullable ExemptionReference exemption) {

  public Finding {
    fields = Absent.toEmpty(fields);
    controls = Absent.toEmpty(controls);
  }
}
