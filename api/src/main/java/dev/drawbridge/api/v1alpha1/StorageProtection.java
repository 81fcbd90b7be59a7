package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What volumes of a class must be like. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StorageProtection(
    @JsonPropertyDescription(
            "Required: only StorageClasses that encrypt. Optional: any. Default Required.")
        @Default("Required")
        EncryptionDemand encryption,
    @JsonPropertyDescription(
            "Names of the StorageClasses that may be used, at most 32, each once. Empty or left "
                + "out: any that meets encryption.")
        @Size(max = 32)
        @ValidationRule(
            value = "self.all(c, !format.dns1123Subdomain().validate(c).hasValue())",
            message =
                "every entry must be the name of a StorageClass, such as fast-luks; kubectl get "
                    + "storageclass lists them")
        List<@Size(max = 253) String> storageClasses) {

  /** What applies when a class says nothing. */
  static final StorageProtection ENCRYPTED =
      new StorageProtection(EncryptionDemand.REQUIRED, List.of());

  public StorageProtection {
    storageClasses = Absent.toEmpty(storageClasses);
    encryption = encryption == null ? EncryptionDemand.REQUIRED : encryption;
  }
}
