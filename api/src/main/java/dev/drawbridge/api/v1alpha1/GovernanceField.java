package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** An entry of a deployment's governance that a class can require. */
public enum GovernanceField {
  @JsonProperty("Owner")
  OWNER,
  @JsonProperty("Purpose")
  PURPOSE,
  @JsonProperty("LegalBasis")
  LEGAL_BASIS,
  @JsonProperty("Dpia")
  DPIA
}
