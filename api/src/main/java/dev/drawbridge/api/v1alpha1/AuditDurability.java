package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a record of a request counts as kept. */
public enum AuditDurability {
  /** On disk before the model sees the request, and before the consumer has the whole answer. */
  @JsonProperty("Strict")
  STRICT,
  /** On disk before the model sees the request; records are synchronised together. */
  @JsonProperty("Group")
  GROUP,
  /** Handed over; a power cut may lose the last of them. */
  @JsonProperty("Async")
  ASYNC
}
