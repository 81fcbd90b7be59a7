package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One observed property of a resource, in the form that all Kubernetes tools read. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
    @JsonPropertyDescription("Name of the condition; unique in the list.")
        @Required
        @Size(min = 1, max = 316)
        String type,
    @JsonPropertyDescription("True, False, or Unknown when it could not be observed.") @Required
        ConditionStatus status,
    @JsonPropertyDescription("Why, in one CamelCase word for programs.")
        @Required
        @Size(min = 1, max = 1024)
        @Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")
        String reason,
    @JsonPropertyDescription("Why, and what to do, for people; at most 32768 characters.")
        @Required
        @Size(max = 32768)
        @JsonInclude
        String message,
    @JsonPropertyDescription("Generation of the spec that this condition describes.") @Min(0)
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Time when the status last changed.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant lastTransitionTime) {

  public Condition {
    lastTransitionTime = WholeSeconds.of(lastTransitionTime);
  }
}
