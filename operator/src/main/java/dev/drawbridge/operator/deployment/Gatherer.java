package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.cluster.ClusterFacts;
import dev.drawbridge.operator.cluster.ClusterView;
import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.control.admission.AdmissionControl;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.probe.Walls;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts together what one reconcile goes by; from caches, but for one suspicion. */
public final class Gatherer {

  private final ClusterView cluster;
  private final ClusterFacts facts;
  private final Walls walls;
  private final KubernetesClient client;

  public Gatherer(ClusterView cluster, ClusterFacts facts, Walls walls, KubernetesClient client) {
    this.cluster = cluster;
    this.facts = facts;
    this.walls = walls;
    this.client = client;
  }

  /** To be called when the deployment is gone. */
  void forget(ModelDeployment deployment) {
    walls.forget(DeploymentKey.of(deployment));
  }

  Gathered gather(ModelDeployment deployment) {
    DeploymentKey key = DeploymentKey.of(deployment);
    String namespace = ServingNames.namespace(key);
    Map<ObjectKey, HasMetadata> live = cluster.servingObjects(namespace);
    Map<String, Node> nodes =
        cluster.nodes().stream()
            .collect(Collectors.toMap(node -> node.getMetadata().getName(), Function.identity()));
    return new Gathered(
        facts.about(deployment),
        live,
        pods(namespace, live),
        nodes,
        walls.around(key),
        inForce(deployment, namespace, live),
        obstacle(key, namespace));
  }

  /**
   * The pods with our labels. Only these are watched; but the quota counts every pod, and where it
   * counts more than the Deployment has, the namespace is asked which they are.
   */
  private List<Pod> pods(String namespace, Map<ObjectKey, HasMetadata> live) {
    List<Pod> ours = cluster.pods(namespace);
    long active = ours.stream().filter(Observation::isActive).count();
    return deployedPods(namespace, live).equals(Optional.of(active))
            && countedPods(namespace, live) > active
        ? client.pods().inNamespace(namespace).list().getItems()
        : ours;
  }

  /** While this differs from what we see, a pod comes or goes, and the quota knows it first. */
  private static Optional<Long> deployedPods(String namespace, Map<ObjectKey, HasMetadata> live) {
    ObjectKey key = new ObjectKey("Deployment", namespace, ServingNames.MODEL);
    return live.get(key) instanceof Deployment deployment && deployment.getStatus() != null
        ? Optional.ofNullable(deployment.getStatus().getReplicas()).map(Integer::longValue)
        : Optional.empty();
  }

  private static long countedPods(String namespace, Map<ObjectKey, HasMetadata> live) {
    ObjectKey key = new ObjectKey("ResourceQuota", namespace, ServingNames.QUOTA);
    return live.get(key) instanceof ResourceQuota quota
            && quota.getStatus() != null
            && quota.getStatus().getUsed() != null
            && quota.getStatus().getUsed().containsKey("pods")
        ? quota.getStatus().getUsed().get("pods").getNumericalAmount().longValue()
        : 0;
  }

  private static Optional<Admitted> inForce(
      ModelDeployment deployment, String namespace, Map<ObjectKey, HasMetadata> live) {
    var status = deployment.getStatus();
    ObjectKey key = new ObjectKey("ConfigMap", namespace, ServingNames.ADMITTED);
    return status != null
            && status.admittedDigest() != null
            && live.get(key) instanceof ConfigMap record
        ? AdmissionControl.recordIn(record, status.admittedDigest())
        : Optional.empty();
  }

  private Optional<State> obstacle(DeploymentKey key, String namespace) {
    Optional<Namespace> found = cluster.namespace(namespace);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (!DeploymentKey.ownerOf(found.get()).equals(Optional.of(key))) {
      return Optional.of(
          new State.Broken(
              Reason.SERVING_NAMESPACE_TAKEN,
              "Namespace %s exists and is not labelled as that of this deployment, so nothing is written into it; delete it, or create the deployment under another name."
                  .formatted(namespace)));
    }
    return found.get().getMetadata().getDeletionTimestamp() == null
        ? Optional.empty()
        : Optional.of(
            new State.Pending(
                Reason.SERVING_NAMESPACE_TERMINATING,
                "Somebody deleted namespace %s; it is made again as soon as it is gone. %s"
                    .formatted(namespace, NamespaceRemains.of(found.get()))));
  }
}
