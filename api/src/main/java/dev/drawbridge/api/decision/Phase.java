package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why is asked. */
public enum Phase {
  /** A user changes a resource. */
  @JsonProperty("admission")
  ADMISSION,
  /** The operator is about to act. */
  @JsonProperty("reconcile")
  RECONCILE,
  /** Nothing changed but policies, classes or time. */
  @JsonProperty("reevaluation")
  REEVALUATION,
  /** Somebody wants to know; nothing follows from it. */
  @JsonProperty("preview")
  PREVIEW,
  /** Before the merge; nothing follows from it. */
  @JsonProperty("ci")
  CI
}
