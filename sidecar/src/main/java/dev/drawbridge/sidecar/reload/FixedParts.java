package dev.drawbridge.sidecar.reload;

import dev.drawbridge.sidecar.config.SidecarConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a configuration cannot change while the pod lives, for a log or a port hangs on it. */
final class FixedParts {

  private FixedParts() {}

  /** Why the next one needs a new pod; empty if it does not. */
  static Optional<String> problem(SidecarConfig now, SidecarConfig next) {
    List<String> changed = new ArrayList<>();
    note(changed, "origin", now.origin(), next.origin());
    note(changed, "protocol", now.protocol(), next.protocol());
    note(changed, "model.name", now.model().name(), next.model().name());
    note(changed, "upstream.port", now.upstream().port(), next.upstream().port());
    note(changed, "audit.durability", now.audit().durability(), next.audit().durability());
    note(changed, "audit.quotaBytes", now.audit().quotaBytes(), next.audit().quotaBytes());
    return changed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s cannot change in a running pod: roll the deployment out"
                .formatted(String.join(", ", changed)));
  }

  private static void note(List<String> changed, String path, Object now, Object next) {
    if (!now.equals(next)) {
      changed.add(path);
    }
  }
}
