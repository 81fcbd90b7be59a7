package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** An application that may call the model. */
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
        String namespace) {}
