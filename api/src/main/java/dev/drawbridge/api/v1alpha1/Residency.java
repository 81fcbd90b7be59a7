package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Where models of a class may run. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Residency(
    @JsonPropertyDescription(
            "Regions where models may run (values of the node label "
                + "topology.kubernetes.io/region), at most 32, each once. Empty or left out: anywhere.")
        @Size(max = 32)
        @ValidationRule(value = Rules.REGIONS, message = Rules.REGIONS_MESSAGE)
        List<@Size(max = 63) String> regions,
    @JsonPropertyDescription(
            "Any: every node. OnPremises: only nodes with the label drawbridge.dev/premises=true. "
                + "Default Any.")
        @Default("Any")
        Premises premises) {

  /** What applies when a class says nothing. */
  static final Residency ANYWHERE = new Residency(List.of(), Premises.ANY);

  public Residency {
    regions = Absent.toEmpty(regions);
    premises = premises == null ? Premises.ANY : premises;
  }
}
