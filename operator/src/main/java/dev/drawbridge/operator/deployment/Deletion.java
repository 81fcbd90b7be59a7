package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.cluster.ClusterView;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes a serving namespace away with everything in it, and says so for as long as it waits. */
public final class Deletion {

  private final ClusterView cluster;
  private final ObjectWriter writer;
  private final Duration deadline;
  private final Clock clock;

  /**
   * Deletes within a deadline.
   *
   * @param deadline after which a deployment is let go although its namespace still is there
   */
  public Deletion(ClusterView cluster, ObjectWriter writer, Duration deadline, Clock clock) {
    this.cluster = cluster;
    this.writer = writer;
    this.deadline = deadline;
    this.clock = clock;
  }

  /** How far it is. */
  sealed interface Progress {

    record Done() implements Progress {}

    /** Over time: the deployment is let go, and this is what stays. */
    record GivenUp(String remains) implements Progress {}

    record Waiting(Report report) implements Progress {}
  }

  Progress advance(ModelDeployment deployment) {
    DeploymentKey key = DeploymentKey.of(deployment);
    Optional<Namespace> serving =
        cluster
            .namespace(ServingNames.namespace(key))
            .filter(found -> DeploymentKey.ownerOf(found).equals(Optional.of(key)));
    if (serving.isEmpty()) {
      return new Progress.Done();
    }
    if (serving.get().getMetadata().getDeletionTimestamp() == null) {
      // First, or the model would answer until the namespace is taken apart.
      workload(serving.get()).ifPresent(this::stop);
      writer.delete(serving.get());
    }
    String remains =
        "Namespace %s is being deleted. %s"
            .formatted(serving.get().getMetadata().getName(), NamespaceRemains.of(serving.get()));
    return overdue(deployment, serving.get())
        ? new Progress.GivenUp(remains)
        : new Progress.Waiting(
            new Report(status(deployment, remains), List.of(), Optional.empty()));
  }

  /** Where somebody took our rights in the namespace away, its end is the end of all in it. */
  private void stop(HasMetadata workload) {
    try {
      writer.delete(workload);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
    }
  }

  private Optional<HasMetadata> workload(Namespace serving) {
    String namespace = serving.getMetadata().getName();
    return Optional.ofNullable(
        cluster
            .servingObjects(namespace)
            .get(new ObjectKey("Deployment", namespace, ServingNames.MODEL)));
  }

  /** Counted from when the namespace was told to go: before, nothing can have held it up. */
  private boolean overdue(ModelDeployment deployment, Namespace serving) {
    String going = serving.getMetadata().getDeletionTimestamp();
    if (going == null) {
      return false;
    }
    Instant end = Instant.parse(deployment.getMetadata().getDeletionTimestamp()).plus(deadline);
    return clock.instant().isAfter(end)
        && clock.instant().isAfter(Instant.parse(going).plus(deadline));
  }

  private ModelDeploymentStatus status(ModelDeployment deployment, String remains) {
    ModelDeploymentStatus before = deployment.getStatus();
    Conditions conditions =
        new Conditions(
            before == null ? List.of() : before.conditions(),
            deployment.getMetadata().getGeneration(),
            clock);
    conditions.add(ConditionType.READY, new State.Pending(Reason.DELETING, remains));
    return new ModelDeploymentStatus(
        deployment.getMetadata().getGeneration(),
        conditions.build(),
        ServingNames.namespace(DeploymentKey.of(deployment)),
        null,
        0,
        0,
        before == null ? null : before.selector(),
        before == null ? null : before.decision(),
        before == null ? null : before.admittedDigest());
  }
}
