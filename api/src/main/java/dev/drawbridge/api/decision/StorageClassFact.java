package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The StorageClass of the deployment's volume: the named one, or the cluster's default.
 *
 * @param name null when none is named and the cluster has no default
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record StorageClassFact(
    FactState state,
    @Nullable String name,
    @Nullable String provisioner,
    Map<String, String> parameters,
    Map<String, String> labels) {

  public StorageClassFact {
    parameters = Absent.toEmpty(parameters);
    labels = Absent.toEmpty(labels);
  }
}
