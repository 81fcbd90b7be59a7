package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** The model to serve. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Model(
    @JsonPropertyDescription(
            "Serving identity of the model, a DNS label of at most 63 characters. Cannot be "
                + "changed: callers and records are bound to it.")
        @Required
        @Size(max = 63)
        @ValidationRule(value = Rules.DNS_LABEL, message = Rules.DNS_LABEL_MESSAGE)
        @ValidationRule(
            value = "self == oldSelf",
            message =
                "cannot be changed, since callers and records are bound to the name of the model: "
                    + "create a ModelDeployment of another name with it, move the consumers over, and "
                    + "delete this one",
            reason = Rules.FORBIDDEN)
        String name,
    @JsonPropertyDescription(
            "Version of the model, 1 to 128 letters, digits and . _ + -; recorded as given, so "
                + "that every answer can be traced to it.")
        @Required
        @Size(max = 128)
        @ValidationRule(
            value = "self.matches('^[A-Za-z0-9]([A-Za-z0-9._+-]*[A-Za-z0-9])?$')",
            message =
                "must be letters, digits and . _ + -, starting and ending with a letter or digit, "
                    + "such as 2026-10-01 or v1.2.0")
        String version,
    @JsonPropertyDescription("Where the model comes from.") @Required ModelSource source) {}
