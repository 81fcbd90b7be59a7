package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an image is for. */
public enum ImageRole {
  /** The container of the model server. */
  @JsonProperty("server")
  SERVER,
  /** The model itself. */
  @JsonProperty("model")
  MODEL
}
