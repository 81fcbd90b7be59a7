package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** The namespaces of the consumers. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ConsumerNamespacesFact(FactState state, List<ConsumerNamespaceFact> items) {

  public ConsumerNamespacesFact {
    items = Absent.toEmpty(items);
  }
}
