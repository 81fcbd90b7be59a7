package dev.drawbridge.operator.webhook;

import java.util.List;
import java.util.Map;

/** The answer to an {@link AdmissionCall}. */
sealed interface Answer {

  /** For the API server's audit log; keys without prefix. */
  Map<String, String> annotations();

  /** Let in; the warnings are shown to the user. */
  record Admit(List<String> warnings, Map<String, String> annotations) implements Answer {
    public Admit {
      warnings = List.copyOf(warnings);
      annotations = Map.copyOf(annotations);
    }

    static Admit silently() {
      return new Admit(List.of(), Map.of());
    }
  }

  /**
   * Refused.
   *
   * @param code as HTTP status: 403 by policy, 422 for a wrong field, 503 when it cannot be told
   */
  record Refuse(int code, String message, Map<String, String> annotations) implements Answer {
    public Refuse {
      annotations = Map.copyOf(annotations);
    }
  }
}
