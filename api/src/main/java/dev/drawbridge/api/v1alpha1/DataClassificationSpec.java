package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What a class of data demands of every model that touches it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        """
        !has(self.governance) || !has(self.governance.require)
            || !self.governance.require.exists(r, r in ['LegalBasis', 'Dpia'])
            || !has(self.audit)
            || (self.audit.durability != 'Async' && self.audit.onUnavailable != 'AllowWithGap')""",
    message =
        "a class that requires a legal basis or an impact assessment holds personal data, and whoever "
            + "processes that must be able to show each use: set durability to Group or Strict and "
            + "onUnavailable to Deny, or take LegalBasis and Dpia out of governance.require",
    fieldPath = ".audit",
    reason = Rules.FORBIDDEN)
public record DataClassificationSpec(
    @JsonPropertyDescription(
            "Place in the order of classes, 0 to 1000; a higher rank is stricter. Two classes "
                + "should not share one: an unknown name is treated as the strictest class, and of two "
                + "that share the highest rank none is.")
        @Required
        @Min(0)
        @Max(1000)
        int rank,
    @JsonPropertyDescription(
            "Which data belongs to this class, in words that an application team understands; at "
                + "most 1024 characters.")
        @Size(max = 1024)
        @ValidationRule(
            value = Rules.NOT_BLANK,
            message =
                "must not be blank: say which data belongs to this class, or leave description out")
        @Nullable String description,
    @JsonPropertyDescription("Where models may run. Default: anywhere.") Residency residency,
    @JsonPropertyDescription("Who may call models. Left out: no restriction.") Network network,
    @JsonPropertyDescription("How consumers reach models. Default: by TLS 1.3.")
        Transport transport,
    @JsonPropertyDescription("What volumes must be like. Default: encrypted.")
        StorageProtection storage,
    @JsonPropertyDescription("How requests are recorded. Default: none is served without a record.")
        Audit audit,
    @JsonPropertyDescription("How much one deployment may use. Left out: no limit.") Limits limits,
    @JsonPropertyDescription("What a deployment must declare. Left out: nothing.")
        GovernanceRequirements governance) {

  public DataClassificationSpec {
    residency = residency == null ? Residency.ANYWHERE : residency;
    network = network == null ? Network.UNRESTRICTED : network;
    transport = transport == null ? Transport.NEWEST : transport;
    audit = audit == null ? Audit.LOSSLESS : audit;
    storage = storage == null ? StorageProtection.ENCRYPTED : storage;
    limits = limits == null ? Limits.NONE : limits;
    governance = governance == null ? GovernanceRequirements.NONE : governance;
  }
}
