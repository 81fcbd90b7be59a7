package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A condition on one label. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!(self.operator in ['In', 'NotIn']) || (has(self.values) && size(self.values) > 0)",
    message =
        "operators In and NotIn need values: list at least one, or use Exists or DoesNotExist",
    fieldPath = ".values")
@ValidationRule(
    value =
        """
        !(self.operator in ['Exists', 'DoesNotExist'])
            || !has(self.values) || size(self.values) == 0""",
    message = "operators Exists and DoesNotExist take no values: remove them, or use In or NotIn",
    fieldPath = ".values",
    reason = Rules.FORBIDDEN)
public record SelectorRequirement(
    @JsonPropertyDescription("Key of the label, at most 317 characters.")
        @Required
        @Size(max = 317)
        @ValidationRule(value = Rules.QUALIFIED_NAME, message = Rules.QUALIFIED_NAME_MESSAGE)
        String key,
    @JsonPropertyDescription(
            "In, NotIn: the value is, or is not, one of values. Exists, DoesNotExist: the label "
                + "is, or is not, there.")
        @Required
        SelectorOperator operator,
    @JsonPropertyDescription(
            "Values for In and NotIn, 1 to 32, each once; not allowed with Exists and DoesNotExist.")
        @Size(max = 32)
        @ValidationRule(value = Rules.LABEL_VALUES, message = Rules.LABEL_VALUE_MESSAGE)
        List<@Size(max = 63) String> values) {

  public SelectorRequirement {
    values = Absent.toEmpty(values);
  }
}
