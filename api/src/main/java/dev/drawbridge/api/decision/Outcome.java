package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a rule came out. */
public enum Outcome {
  @JsonProperty("violated")
  VIOLATED,
  /** A fact is missing; that is never a pass. */
  @JsonProperty("unknown")
  UNKNOWN,
  /** Violated, and somebody answers for it until a day. */
  @JsonProperty("exempted")
  EXEMPTED
}
