package dev.drawbridge.operator.collector;

import dev.drawbridge.operator.cluster.ClusterView;
import dev.drawbridge.operator.control.audit.Configurations;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pod that keeps a log.
 *
 * @param namespace the serving namespace
 * @param uid of the pod, which names its log
 * @param ip empty while it has none, and when its containers have ended
 * @param configuration name of the ConfigMap that its door goes by; empty if it names none
 * @param deployment that it serves
 * @param ending whether it was told to end
 */
record LogPod(
    String namespace,
    String name,
    String uid,
    Optional<String> ip,
    Optional<String> configuration,
    DeploymentKey deployment,
    boolean ending) {

  private static final String RUNNING = "Running";

  /** All there are, ready or not: a door records before its model answers, and while it ends. */
  static List<LogPod> of(ClusterView cluster) {
    return cluster.deployments().stream()
        .map(DeploymentKey::of)
        .flatMap(deployment -> of(cluster, deployment))
        .toList();
  }

  private static Stream<LogPod> of(ClusterView cluster, DeploymentKey deployment) {
    return cluster.pods(ServingNames.namespace(deployment)).stream()
        .map(pod -> of(pod, deployment));
  }

  private static LogPod of(Pod pod, DeploymentKey deployment) {
    return new LogPod(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        Optional.ofNullable(pod.getStatus())
            .filter(status -> RUNNING.equals(status.getPhase()))
            .flatMap(status -> Optional.ofNullable(status.getPodIP())),
        Configurations.of(pod.getSpec()),
        deployment,
        pod.getMetadata().getDeletionTimestamp() != null);
  }
}
