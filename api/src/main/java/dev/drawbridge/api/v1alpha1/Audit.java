package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;

/** How requests to models of a class are recorded. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self.durability != 'Strict' || self.onUnavailable != 'AllowWithGap'",
    message =
        "Strict promises a record of every answer, and AllowWithGap gives answers without one: set it "
            + "to Deny, or durability to Group",
    fieldPath = ".onUnavailable",
    reason = Rules.FORBIDDEN)
public record Audit(
    @JsonPropertyDescription(
            "Strict: a record is on disk before the model sees the request, and another before the "
                + "consumer has the whole answer. Group: the first of them, synchronised together with "
                + "those of other requests. Async: a power cut may lose the last records. Default Group.")
        @Default("Group")
        AuditDurability durability,
    @JsonPropertyDescription(
            "What happens to a request that cannot be recorded, as when the log's volume is full. "
                + "Deny: it is refused. AllowWithGap: it is served and counted, and the log shows the gap. "
                + "Default Deny.")
        @Default("Deny")
        AuditUnavailable onUnavailable) {

  /** What applies when a class says nothing. */
  static final Audit LOSSLESS = new Audit(AuditDurability.GROUP, AuditUnavailable.DENY);

  public Audit {
    durability = durability == null ? AuditDurability.GROUP : durability;
    onUnavailable = onUnavailable == null ? AuditUnavailable.DENY : onUnavailable;
  }
}
