package dev.drawbridge.operator.collector;

import dev.drawbridge.operator.cluster.ClusterView;
import dev.drawbridge.operator.control.audit.Configurations;
import dev.drawbridge.operator.plan.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Optional;

/** What doors were given to go by, as it is in the cluster. */
final class GivenConfigurations {

  private final ClusterView cluster;

  GivenConfigurations(ClusterView cluster) {
    this.cluster = cluster;
  }

  /** The digest of what a pod's door was given; empty where there is nothing. */
  Optional<String> digest(LogPod pod) {
    return pod.configuration()
        .map(name -> new ObjectKey("ConfigMap", pod.namespace(), name))
        .map(cluster.servingObjects(pod.namespace())::get)
        .filter(ConfigMap.class::isInstance)
        .map(ConfigMap.class::cast)
        .map(Configurations::digest);
  }
}
