package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What follows from a finding. */
public enum Enforcement {
  /** The change is refused. */
  @JsonProperty("deny")
  DENY,
  /** The user is told. */
  @JsonProperty("warn")
  WARN,
  /** It is recorded. */
  @JsonProperty("audit")
  AUDIT
}
