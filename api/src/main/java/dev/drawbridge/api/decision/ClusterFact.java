package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** The cluster the operator runs in, from its configuration. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ClusterFact(@Nullable String id, @Nullable String region, @Nullable String env) {}
