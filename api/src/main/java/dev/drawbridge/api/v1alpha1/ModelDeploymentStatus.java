package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator observed of a ModelDeployment. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelDeploymentStatus(
    @JsonPropertyDescription(
            "Generation of the spec that this status describes. -1: the operator has not seen the "
                + "object yet.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "State of the deployment and of each security control, each type once. Ready sums them "
                + "up.")
        List<Condition> conditions,
    @JsonPropertyDescription("Namespace in which the operator runs the pods.")
        @Nullable String servingNamespace,
    @JsonPropertyDescription("How consumers reach the model.") @Nullable EndpointStatus endpoint,
    @JsonPropertyDescription("Number of pods that exist.") @StatusReplicas
        @Nullable Integer replicas,
    @JsonPropertyDescription("Number of pods that are ready.") @Nullable Integer readyReplicas,
    @JsonPropertyDescription("Label selector of the pods in text form, for autoscalers.")
        @LabelSelector
        @Nullable String selector,
    @JsonPropertyDescription("The last answer of the policy engine.")
        @Nullable DecisionStatus decision,
    @JsonPropertyDescription("sha256 of the last admitted spec; what runs is what has this digest.")
        @Nullable String admittedDigest) {

  public ModelDeploymentStatus {
    conditions = Absent.toEmpty(conditions);
  }
}
