package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A data protection impact assessment (GDPR Art. 35). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Dpia(
    @JsonPropertyDescription(
            "Where the assessment is kept: a document number or URL, at most 512 characters.")
        @Required
        @Size(max = 512)
        @ValidationRule(
            value = Rules.NOT_BLANK,
            message =
                "must not be blank: give the document number or URL of the assessment, or leave "
                    + "dpia out")
        String reference,
    @JsonPropertyDescription("Day of the assessment, YYYY-MM-DD.")
        @Required
        @Size(max = 32)
        @ValidationRule(
            value = Rules.DATE,
            message = "must be a day of the calendar as YYYY-MM-DD, such as 2026-03-31")
        String date) {}
