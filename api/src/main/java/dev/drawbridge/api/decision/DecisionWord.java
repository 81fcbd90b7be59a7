package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The answer in one word: never a boolean, so that something missing or undefined cannot pass for
 * it.
 */
public enum DecisionWord {
  @JsonProperty("allow")
  ALLOW,
  @JsonProperty("deny")
  DENY,
  @JsonProperty("indeterminate")
  INDETERMINATE
}
