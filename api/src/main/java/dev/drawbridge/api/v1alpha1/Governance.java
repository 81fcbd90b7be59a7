package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Who answers for a deployment, and on which legal ground. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Governance(
    @JsonPropertyDescription(
            "Person or team that answers for this deployment, at most 253 characters; a name or an "
                + "address that somebody reads.")
        @Size(max = 253)
        @ValidationRule(
            value = Rules.NOT_BLANK,
            message =
                "must not be blank: name the person or team that answers for this deployment, or "
                    + "leave owner out")
        @Nullable String owner,
    @JsonPropertyDescription("What the model is used for, at most 1024 characters.")
        @Size(max = 1024)
        @ValidationRule(
            value = Rules.NOT_BLANK,
            message = "must not be blank: say what the model is used for, or leave purpose out")
        @Nullable String purpose,
    @JsonPropertyDescription(
            "Legal ground of the processing, GDPR Art. 6(1)(a) to (f) in this order: Consent, "
                + "Contract, LegalObligation, VitalInterests, PublicTask, LegitimateInterests.")
        @Nullable LegalBasis legalBasis,
    @JsonPropertyDescription(
            "The data protection impact assessment (GDPR Art. 35) that covers this use.")
        @Nullable Dpia dpia) {}
