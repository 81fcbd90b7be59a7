package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What shall be served, from which data it comes, and who may call it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelDeploymentSpec(
    @JsonPropertyDescription(
            "Name of the DataClassification whose rules apply, a DNS label. A name that does not "
                + "exist is treated as the strictest class there is.")
        @Required
        @Size(max = 63)
        @ValidationRule(
            value = Rules.DNS_LABEL,
            message =
                "must be the name of a DataClassification: lower-case letters, digits and '-', "
                    + "such as internal; kubectl get dcl lists those there are")
        String dataClassification,
    @JsonPropertyDescription("The model to serve.") @Required Model model,
    @JsonPropertyDescription("The model server and what it may use.") @Required Server server,
    @JsonPropertyDescription(
            "Number of pods, 1 to 100. Default 1. The class of the data may allow fewer.")
        @Default("1")
        @Min(1)
        @Max(100)
        @SpecReplicas
        int replicas,
    @JsonPropertyDescription(
            "A volume of its own for every replica, for caches; it is deleted with the pod. Left "
                + "out: no volume.")
        @Nullable Storage storage,
    @JsonPropertyDescription(
            "Where pods may run. The class of the data may narrow it further, never widen it.")
        @Nullable Placement placement,
    @JsonPropertyDescription(
            "Who may call the model, at most 64, each name once. Left out: nobody.")
        @Size(max = 64)
        List<Consumer> consumers,
    @JsonPropertyDescription(
            "Who answers for this deployment, and on which legal ground. The class of the data "
                + "says what is required.")
        @Nullable Governance governance) {

  public ModelDeploymentSpec {
    consumers = Absent.toEmpty(consumers);
    replicas = replicas == 0 ? 1 : replicas;
  }

  /** The same for another number of pods. */
  public ModelDeploymentSpec withReplicas(int other) {
    return new ModelDeploymentSpec(
        dataClassification, model, server, other, storage, placement, consumers, governance);
  }
}
