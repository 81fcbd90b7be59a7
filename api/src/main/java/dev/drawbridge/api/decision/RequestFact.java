package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What was asked of the API server. Outside of admission the user is the operator itself: rules
 * about people belong to the admission phase.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RequestFact(Operation operation, boolean dryRun, User user) {}
