package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** What a decision demands of the operator. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ObligationStatus(
    @JsonPropertyDescription("Identity of the obligation within the decision.") @Required String id,
    @JsonPropertyDescription("Kind of the obligation, such as placement, isolation or hardening.")
        @Required
        String type,
    @JsonPropertyDescription("Whether the deployment may only be ready when it is fulfilled.")
        @Required
        boolean mandatory,
    @JsonPropertyDescription(
            "Fulfilled: verified in the cluster. Pending: on the way. Unsupported: the operator "
                + "does not know this type; a mandatory one is then refused.")
        @Required
        ObligationState state) {}
