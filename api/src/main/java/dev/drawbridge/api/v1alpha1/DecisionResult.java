package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The three answers of policy; two of them change nothing in the cluster. */
public enum DecisionResult {
  @JsonProperty("Allow")
  ALLOW,
  @JsonProperty("Deny")
  DENY,
  @JsonProperty("Indeterminate")
  INDETERMINATE
}
