package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** Where pods may run. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Placement(
    @JsonPropertyDescription(
            "Regions where pods may run (values of the node label topology.kubernetes.io/region), "
                + "at most 16, each once. Left out: every region that the class of the data allows.")
        @Size(max = 16)
        @ValidationRule(value = Rules.REGIONS, message = Rules.REGIONS_MESSAGE)
        List<@Size(max = 63) String> regions,
    @JsonPropertyDescription(
            "Further labels that a node must carry, at most 16. Region and premises are not set "
                + "here: use regions, and the class of the data.")
        @Size(max = 16)
        @ValidationRule(
            value = "!('topology.kubernetes.io/region' in self)",
            message =
                "topology.kubernetes.io/region is not set here: list the region in "
                    + "spec.placement.regions, where policy sees it",
            reason = Rules.FORBIDDEN)
        @ValidationRule(
            value = "!('drawbridge.dev/premises' in self)",
            message =
                "drawbridge.dev/premises is not set here: whether pods must run on premises "
                    + "follows from the DataClassification (spec.residency.premises); remove it",
            reason = Rules.FORBIDDEN)
        @ValidationRule(value = Rules.LABELS, message = Rules.LABELS_MESSAGE)
        Map<String, @Size(max = 63) String> nodeSelector,
    @JsonPropertyDescription("Node taints that the pods tolerate, at most 16.") @Size(max = 16)
        List<Toleration> tolerations) {

  public Placement {
    regions = Absent.toEmpty(regions);
    nodeSelector = Absent.toEmpty(nodeSelector);
    tolerations = Absent.toEmpty(tolerations);
  }
}
