package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What must be done for the decision to hold. A mandatory one that the operator does not know turns
 * the answer into a refusal.
 *
 * @param policyId the policy that demands it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Obligation(
    @JsonProperty(required = true) String id,
    @JsonProperty(required = true) String type,
    @JsonProperty(required = true) boolean mandatory,
    @JsonProperty(required = true) Map<String, JsonNode> params,
    @JsonProperty(required = true) String policyId) {

  public Obligation {
    params = Absent.toEmpty(params);
  }
}
