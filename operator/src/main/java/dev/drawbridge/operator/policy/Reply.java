package dev.drawbridge.operator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came back from the policy engine. */
public sealed interface Reply {

  /**
   * A document.
   *
   * @param decisionId as in the engine's decision log; null when it keeps none
   * @param revisions of the bundles that were loaded, in no particular order; an empty text for a
   *     bundle without one
   */
  record Answer(JsonNode result, @Nullable String decisionId, List<String> revisions)
      implements Reply {
    public Answer {
      revisions = List.copyOf(revisions);
    }
  }

  /** No document. */
  record Failed(Fault fault) implements Reply {}
}
