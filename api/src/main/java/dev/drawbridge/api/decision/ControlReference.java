package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A clause of a framework.
 *
 * @param edition without it a clause number means nothing: they move between editions
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ControlReference(
    @JsonProperty(required = true) String framework,
    @JsonProperty(required = true) String edition,
    @JsonProperty(required = true) String ref) {}
