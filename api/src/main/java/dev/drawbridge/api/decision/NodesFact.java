package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** The kinds of nodes there are, each pair of region and premises once. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record NodesFact(FactState state, List<NodeFact> items) {

  public NodesFact {
    items = Absent.toEmpty(items);
  }
}
