package dev.drawbridge.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** Namespace and name of a ModelDeployment. */
public record DeploymentKey(String namespace, String name) {

  public static DeploymentKey of(HasMetadata deployment) {
    return new DeploymentKey(
        deployment.getMetadata().getNamespace(), deployment.getMetadata().getName());
  }

  /** The deployment that a serving object belongs to, read from its labels. */
  public static Optional<DeploymentKey> ownerOf(HasMetadata object) {
    var labels = object.getMetadata().getLabels();
    if (labels == null || !Labels.MANAGER.equals(labels.get(Labels.MANAGED_BY))) {
      return Optional.empty();
    }
    String namespace = labels.get(Labels.DEPLOYMENT_NAMESPACE);
    String name = labels.get(Labels.DEPLOYMENT);
    return namespace == null || name == null
        ? Optional.empty()
        : Optional.of(new DeploymentKey(namespace, name));
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
