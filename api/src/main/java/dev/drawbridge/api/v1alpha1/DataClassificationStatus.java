package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator observed of a DataClassification. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DataClassificationStatus(
    @JsonPropertyDescription(
            "Generation of the spec that this status describes. -1: the operator has not seen the "
                + "object yet.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "State of the class, each type once. Ready sums it up; RankUnique says whether another "
                + "class shares the rank.")
        List<Condition> conditions,
    @JsonPropertyDescription("Number of ModelDeployments that name this class.")
        @Nullable Integer deployments) {

  public DataClassificationStatus {
    conditions = Absent.toEmpty(conditions);
  }
}
