package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An application that may call the model, what for, and how much. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Consumer(
    @JsonPropertyDescription("Name of the consumer, a DNS label; unique in this list.")
        @Required
        @Size(max = 63)
        @ValidationRule(value = Rules.DNS_LABEL, message = Rules.DNS_LABEL_MESSAGE)
        String name,
    @JsonPropertyDescription(
            "Namespace the consumer runs in, a DNS label. The class of the data may restrict which "
                + "ones.")
        @Required
        @Size(max = 63)
        @ValidationRule(
            value = Rules.DNS_LABEL,
            message =
                "must be the name of a namespace: lower-case letters, digits and '-', such as "
                    + "frontend; kubectl get namespaces lists those there are")
        String namespace,
    @JsonPropertyDescription(
            "What it may use the model for: words such as support, at most 16, each once. A request "
                + "says its purpose in the header Drawbridge-Purpose; where there is one word only, it "
                + "may leave that out. Empty or left out: anything.")
        @Size(max = 16)
        @ValidationRule(value = Rules.PURPOSES, message = Rules.PURPOSES_MESSAGE)
        List<@Size(max = 63) String> purposes,
    @JsonPropertyDescription(
            "Requests that each replica takes from it in a minute, 1 to 1000000. Left out: as many "
                + "as the replica can serve.")
        @Min(1)
        @Max(1_000_000)
        @Nullable Integer requestsPerMinute,
    @JsonPropertyDescription(
            "Tokens, of prompts and answers together, that each replica spends on it in a minute, 1 "
                + "to 100000000. Counted when the answer ends. Left out: no limit.")
        @Min(1)
        @Max(100_000_000)
        @Nullable Integer tokensPerMinute,
    @JsonPropertyDescription(
            "Requests of it that each replica serves at the same time, 1 to 10000. Left out: as many "
                + "as the replica can serve.")
        @Min(1)
        @Max(10_000)
        @Nullable Integer concurrentRequests) {

  public Consumer {
    purposes = Absent.toEmpty(purposes);
  }
}
