package dev.drawbridge.operator.harness;

import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.testbed.TestNamespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Every version of the deployments of a namespace, read as others do who know kstatus alone. */
public final class Readings {

  public static Watch watch(
      KubernetesClient client, TestNamespace namespace, Consumer<ModelDeployment> seen) {
    return client
        .resources(ModelDeployment.class)
        .inNamespace(namespace.name())
        .watch(
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, ModelDeployment version) {
                if (action != Action.DELETED) {
                  seen.accept(version);
                }
              }

              @Override
              public void onClose(WatcherException cause) {}
            });
  }

  public static boolean oneOfReconcilingAndStalled(ModelDeployment version) {
    return !(isTrue(version, ConditionType.RECONCILING) && isTrue(version, ConditionType.STALLED));
  }

  /** Whoever reads the conditions alone, as kubectl wait does, reads generations too. */
  public static boolean saysSomethingUnlessCurrent(ModelDeployment version) {
    ModelDeploymentStatus status = Objects.requireNonNull(version.getStatus());
    return Objects.equals(status.observedGeneration(), -1L)
        || status.conditions().stream()
            .allMatch(one -> Objects.equals(one.observedGeneration(), status.observedGeneration()));
  }

  /** What was observed of an older generation says nothing about this one. */
  public static boolean isReady(ModelDeployment version) {
    return Objects.equals(
            Objects.requireNonNull(version.getStatus()).observedGeneration(),
            version.getMetadata().getGeneration())
        && isTrue(version, ConditionType.READY);
  }

  private static boolean isTrue(ModelDeployment version, ConditionType type) {
    return Conditions.find(Objects.requireNonNull(version.getStatus()).conditions(), type)
        .filter(one -> one.status() == ConditionStatus.TRUE)
        .isPresent();
  }

  /** What a version that reads as ready still lacks; nothing where it was changed meanwhile. */
  public static Optional<String> lacking(KubernetesClient client, ModelDeployment version) {
    Deployment workload =
        client
            .apps()
            .deployments()
            .inNamespace(ServingNames.namespace(DeploymentKey.of(version)))
            .withName(ServingNames.MODEL)
            .get();
    ModelDeployment now = client.resource(version).get();
    boolean current =
        Objects.equals(now.getMetadata().getGeneration(), version.getMetadata().getGeneration());
    return !current || serves(workload, version)
        ? Optional.empty()
        : Optional.of(
            "generation %d reads as ready, and the workload is %s"
                .formatted(version.getMetadata().getGeneration(), workload));
  }

  private static boolean serves(Deployment workload, ModelDeployment version) {
    String image = workload.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
    var status = workload.getStatus();
    var spec = version.getSpec();
    return image.equals(spec.server().image())
        && Objects.equals(status.getObservedGeneration(), workload.getMetadata().getGeneration())
        && Objects.equals(status.getReplicas(), spec.replicas())
        && Objects.equals(status.getUpdatedReplicas(), spec.replicas())
        && Objects.equals(status.getReadyReplicas(), spec.replicas());
  }

  private Readings() {}
}
