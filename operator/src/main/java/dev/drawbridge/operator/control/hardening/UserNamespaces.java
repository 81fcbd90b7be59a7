package dev.drawbridge.operator.control.hardening;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeRuntimeHandler;
import java.util.List;

/** Whether a node can give a pod user ids of its own, by what its kubelet reports. */
final class UserNamespaces {

  /** Of the handler that pods get which ask for none. */
  private static final String USUAL = "";

  /** A node that reports nothing, as an old or a simulated one, is not judged. */
  static boolean areMissing(Node node) {
    List<NodeRuntimeHandler> handlers =
        node.getStatus() == null ? List.of() : node.getStatus().getRuntimeHandlers();
    return handlers.stream()
        .filter(handler -> handler.getName() == null || handler.getName().equals(USUAL))
        .anyMatch(
            handler ->
                handler.getFeatures() == null
                    || !Boolean.TRUE.equals(handler.getFeatures().getUserNamespaces()));
  }

  private UserNamespaces() {}
}
