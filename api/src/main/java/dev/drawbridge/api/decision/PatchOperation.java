package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** One step of a JSON patch (RFC 6902). */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PatchOperation(
    @JsonProperty(required = true) String op,
    @JsonProperty(required = true) String path,
    @Nullable String from,
    @Nullable JsonNode value) {}
