package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** Labels that a namespace must carry; everything listed must hold. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NamespaceSelector(
    @JsonPropertyDescription("Labels that must be there with exactly these values, at most 16.")
        @Size(max = 16)
        @ValidationRule(value = Rules.LABELS, message = Rules.LABELS_MESSAGE)
        Map<String, @Size(max = 63) String> matchLabels,
    @JsonPropertyDescription("Further conditions on labels, at most 16.") @Size(max = 16)
        List<SelectorRequirement> matchExpressions) {

  public NamespaceSelector {
    matchLabels = Absent.toEmpty(matchLabels);
    matchExpressions = Absent.toEmpty(matchExpressions);
  }
}
