package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** On whose ground nodes must stand. */
public enum Premises {
  @JsonProperty("Any")
  ANY,
  @JsonProperty("OnPremises")
  ON_PREMISES
}
