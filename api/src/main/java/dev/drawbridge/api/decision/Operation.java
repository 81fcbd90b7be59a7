package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is asked of the API server. */
public enum Operation {
  @JsonProperty("CREATE")
  CREATE,
  @JsonProperty("UPDATE")
  UPDATE
}
