package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to requests that cannot be recorded. */
public enum AuditUnavailable {
  /** They are refused. */
  @JsonProperty("Deny")
  DENY,
  /** They are served and counted, and the log shows the gap. */
  @JsonProperty("AllowWithGap")
  ALLOW_WITH_GAP
}
