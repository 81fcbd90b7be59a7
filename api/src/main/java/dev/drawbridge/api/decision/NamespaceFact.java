package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/** The namespace of the ModelDeployment. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record NamespaceFact(String name, Map<String, String> labels) {

  public NamespaceFact {
    labels = Absent.toEmpty(labels);
  }
}
