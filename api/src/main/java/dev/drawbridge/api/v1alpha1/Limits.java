package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** How much one deployment of a class may use. What is left out is not limited. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Limits(
    @JsonPropertyDescription("Largest spec.replicas of a deployment, 1 to 100.") @Min(1) @Max(100)
        @Nullable Integer maxReplicas,
    @JsonPropertyDescription("Largest cpu limit of a replica, a Kubernetes quantity above zero.")
        @ValidationRule(value = Rules.QUANTITY, message = Rules.QUANTITY_MESSAGE)
        @ValidationRule(value = Rules.ABOVE_ZERO, message = Rules.ABOVE_ZERO_MESSAGE)
        @Nullable Quantity maxCpu,
    @JsonPropertyDescription(
            "Largest memory limit of a replica, a Kubernetes quantity of at least 1Mi.")
        @ValidationRule(value = Rules.QUANTITY, message = Rules.QUANTITY_MESSAGE)
        @ValidationRule(value = Rules.BYTES, message = Rules.BYTES_MESSAGE)
        @Nullable Quantity maxMemory,
    @JsonPropertyDescription(
            "Largest number of GPUs of a replica, 0 to 64, all vendors together. 0: none.")
        @Min(0)
        @Max(64)
        @Nullable Integer maxGpus) {

  /** What applies when a class says nothing. */
  static final Limits NONE = new Limits(null, null, null, null);
}
