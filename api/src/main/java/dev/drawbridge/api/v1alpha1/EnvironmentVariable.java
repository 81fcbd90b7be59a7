package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** An environment variable of the model server. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EnvironmentVariable(
    @JsonPropertyDescription(
            "Name of the variable: letters, digits and underscores, not starting with a digit, at "
                + "most 128 characters. Names that start with DRAWBRIDGE_ belong to the operator.")
        @Required
        @Size(max = 128)
        @ValidationRule(
            value = "self.matches('^[A-Za-z_][A-Za-z0-9_]*$')",
            message =
                "must be letters, digits and underscores, not starting with a digit, such as "
                    + "HF_HUB_OFFLINE")
        @ValidationRule(
            value = "!self.startsWith('DRAWBRIDGE_')",
            message =
                "names that start with DRAWBRIDGE_ belong to the operator: choose another name",
            reason = Rules.FORBIDDEN)
        String name,
    @JsonPropertyDescription(
            "Value, at most 4096 characters; may be empty. Stored in plain text: never put a "
                + "secret here.")
        @Required
        @Size(max = 4096)
        @JsonInclude
        String value) {}
