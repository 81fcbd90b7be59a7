package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far an obligation is. */
public enum ObligationState {
  /** Verified in the cluster. */
  @JsonProperty("Fulfilled")
  FULFILLED,
  /** Not verified yet. */
  @JsonProperty("Pending")
  PENDING,
  /** Of a type the operator does not know. */
  @JsonProperty("Unsupported")
  UNSUPPORTED
}
