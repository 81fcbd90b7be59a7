package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** How consumers reach models of a class. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Transport(
    @JsonPropertyDescription(
            "Oldest version of TLS that the door accepts from consumers, in quotes: \"1.3\", or "
                + "\"1.2\" for those that cannot do better. Default \"1.3\".")
        @Default("\"1.3\"")
        TlsVersion minimumTLSVersion) {

  /** What applies when a class says nothing. */
  static final Transport NEWEST = new Transport(TlsVersion.V1_3);

  public Transport {
    minimumTLSVersion = minimumTLSVersion == null ? TlsVersion.V1_3 : minimumTLSVersion;
  }
}
