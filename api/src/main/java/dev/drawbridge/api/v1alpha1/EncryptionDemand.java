package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether volumes must be encrypted. */
public enum EncryptionDemand {
  @JsonProperty("Required")
  REQUIRED,
  @JsonProperty("Optional")
  OPTIONAL
}
