package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The legal grounds of GDPR Art. 6(1), in the order of its letters. */
public enum LegalBasis {
  /** Letter a. */
  @JsonProperty("Consent")
  CONSENT,
  /** Letter b. */
  @JsonProperty("Contract")
  CONTRACT,
  /** Letter c. */
  @JsonProperty("LegalObligation")
  LEGAL_OBLIGATION,
  /** Letter d. */
  @JsonProperty("VitalInterests")
  VITAL_INTERESTS,
  /** Letter e. */
  @JsonProperty("PublicTask")
  PUBLIC_TASK,
  /** Letter f. */
  @JsonProperty("LegitimateInterests")
  LEGITIMATE_INTERESTS
}
