package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What became of the name of a class. */
public enum ClassificationState {
  @JsonProperty("found")
  FOUND,
  /** No such class: the strictest one applies. */
  @JsonProperty("missing")
  MISSING,
  /** No such class, and two share the highest rank. */
  @JsonProperty("ambiguous")
  AMBIGUOUS
}
