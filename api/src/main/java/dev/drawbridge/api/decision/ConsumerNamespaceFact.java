package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/** The namespace of one consumer; without labels when it does not exist. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ConsumerNamespaceFact(String name, boolean exists, Map<String, String> labels) {

  public ConsumerNamespaceFact {
    labels = Absent.toEmpty(labels);
  }
}
