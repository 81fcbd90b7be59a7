package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A node taint that the pods tolerate. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.operator != 'Equal' || has(self.key)",
    message =
        "operator Equal needs a key: add the key of the taint, or use operator: Exists to "
            + "tolerate every taint",
    fieldPath = ".key")
@ValidationRule(
    value = "self.operator != 'Equal' || has(self.value)",
    message =
        "operator Equal needs a value: add the value of the taint, or use operator: Exists to "
            + "tolerate the key whatever its value",
    fieldPath = ".value")
@ValidationRule(
    value = "self.operator != 'Exists' || !has(self.value)",
    message = "operator Exists takes no value: remove the value, or use operator: Equal",
    fieldPath = ".value",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value = "!has(self.tolerationSeconds) || (has(self.effect) && self.effect == 'NoExecute')",
    message =
        "tolerationSeconds has a meaning with effect NoExecute only: add effect: NoExecute, or "
            + "remove tolerationSeconds",
    fieldPath = ".tolerationSeconds",
    reason = Rules.FORBIDDEN)
public record Toleration(
    @JsonPropertyDescription(
            "Key of the taint, at most 317 characters. Left out (only with operator Exists): every "
                + "taint.")
        @Size(max = 317)
        @ValidationRule(value = Rules.QUALIFIED_NAME, message = Rules.QUALIFIED_NAME_MESSAGE)
        @Nullable String key,
    @JsonPropertyDescription(
            "Equal: key and value must match. Exists: the key alone, whatever its value. Default "
                + "Equal.")
        @Default("Equal")
        TolerationOperator operator,
    @JsonPropertyDescription(
            "Value of the taint, at most 63 characters; required with operator Equal and refused "
                + "with Exists.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Size(max = 63)
        @ValidationRule(value = Rules.LABEL_VALUE, message = Rules.LABEL_VALUE_MESSAGE)
        @Nullable String value,
    @JsonPropertyDescription("Effect to tolerate. Left out: all three.")
        @Nullable TaintEffect effect,
    @JsonPropertyDescription(
            "Seconds a pod stays after the taint appears, only with effect NoExecute. Left out: "
                + "for ever. 0 or less: evicted at once.")
        @Nullable Long tolerationSeconds) {

  public Toleration {
    operator = operator == null ? TolerationOperator.EQUAL : operator;
  }
}
