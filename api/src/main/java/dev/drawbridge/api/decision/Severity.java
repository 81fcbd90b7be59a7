package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much a finding matters, in the words of OpenReports. */
public enum Severity {
  @JsonProperty("critical")
  CRITICAL,
  @JsonProperty("high")
  HIGH,
  @JsonProperty("medium")
  MEDIUM,
  @JsonProperty("low")
  LOW,
  @JsonProperty("info")
  INFO
}
