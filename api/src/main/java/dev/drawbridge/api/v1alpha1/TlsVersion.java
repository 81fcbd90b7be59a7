package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Versions of TLS that a class may ask for. */
public enum TlsVersion {
  @JsonProperty("1.2")
  V1_2,
  @JsonProperty("1.3")
  V1_3
}
