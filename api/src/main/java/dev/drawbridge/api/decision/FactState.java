package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a fact was come by. */
public enum FactState {
  @JsonProperty("ok")
  OK,
  /** Looked for, and not there. */
  @JsonProperty("missing")
  MISSING,
  /** Could not be read. */
  @JsonProperty("error")
  ERROR,
  /** Read too long ago. */
  @JsonProperty("stale")
  STALE
}
