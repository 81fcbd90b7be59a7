package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What a deployment of a class must declare. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record GovernanceRequirements(
    @JsonPropertyDescription(
            "Entries of spec.governance that a deployment must fill, each once. Empty or left out: "
                + "none.")
        @Size(max = 4)
        List<GovernanceField> require) {

  /** What applies when a class says nothing. */
  static final GovernanceRequirements NONE = new GovernanceRequirements(List.of());

  public GovernanceRequirements {
    require = Absent.toEmpty(require);
  }
}
