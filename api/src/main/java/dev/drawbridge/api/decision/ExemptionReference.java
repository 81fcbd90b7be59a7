package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/** The permission that a finding used. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ExemptionReference(
    @JsonProperty(required = true) String name,
    @JsonProperty(required = true) @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant expiresAt) {}
