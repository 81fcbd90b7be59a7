package dev.drawbridge.operator.deployment;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import java.util.stream.Collectors;

/** What the API server says still holds up a namespace that is being deleted. */
final class NamespaceRemains {

  static String of(Namespace namespace) {
    if (namespace.getStatus() == null) {
      return "Nothing is known to hold it up.";
    }
    String remains =
        namespace.getStatus().getConditions().stream()
            .filter(condition -> "True".equals(condition.getStatus()))
            .map(NamespaceCondition::getMessage)
            .distinct()
            .sorted()
            .collect(Collectors.joining("; "));
    return remains.isEmpty() ? "Nothing is known to hold it up." : "Held up by: " + remains;
  }

  private NamespaceRemains() {}
}
