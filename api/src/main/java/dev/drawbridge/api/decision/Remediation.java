package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a finding.
 *
 * @param patch a JSON patch as a proposal; it is shown and never applied by itself
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Remediation(
    @JsonProperty(required = true) String summary,
    List<PatchOperation> patch,
    @Nullable String url) {

  public Remediation {
    patch = Absent.toEmpty(patch);
  }
}
