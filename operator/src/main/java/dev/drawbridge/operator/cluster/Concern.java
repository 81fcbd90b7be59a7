package dev.drawbridge.operator.cluster;

import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.plan.DeploymentKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Works out whom a change in the cluster concerns. */
final class Concern {

  private final ClusterView cluster;
  private final ConcernListener listener;

  Concern(ClusterView cluster, ConcernListener listener) {
    this.cluster = cluster;
    this.listener = listener;
  }

  /** Its own reconciler sees every change of it; what is left is its class. */
  void deployment(@Nullable ModelDeployment before, @Nullable ModelDeployment after) {
    String left = before == null ? null : before.getSpec().dataClassification();
    String joined = after == null ? null : after.getSpec().dataClassification();
    if (!Objects.equals(left, joined)) {
      Optional.ofNullable(left).ifPresent(listener::classification);
      Optional.ofNullable(joined).ifPresent(listener::classification);
    }
  }

  /**
   * A class that comes, goes or changes concerns those that name it, and those that name none that
   * exists: they are judged by the strictest one, whichever that is now.
   */
  void classification(@Nullable DataClassification before, @Nullable DataClassification after) {
    if (before != null && after != null && Objects.equals(before.getSpec(), after.getSpec())) {
      return;
    }
    String name = existing(before, after).getMetadata().getName();
    cluster
        .classifications()
        .forEach(other -> listener.classification(other.getMetadata().getName()));
    deployments(
        one -> {
          String named = one.getSpec().dataClassification();
          return named.equals(name)
              || cluster.classifications().stream()
                  .noneMatch(known -> known.getMetadata().getName().equals(named));
        });
  }

  /** A namespace is somebody's serving namespace, or home of deployments and their consumers. */
  void namespace(@Nullable Namespace before, @Nullable Namespace after) {
    Namespace namespace = existing(before, after);
    Set<DeploymentKey> owners = owners(before, after);
    owners.forEach(listener::deployment);
    if (before != null && after != null && sameLabels(before, after)) {
      return;
    }
    String name = namespace.getMetadata().getName();
    if (owners.isEmpty()) {
      deployments(
          one ->
              one.getMetadata().getNamespace().equals(name)
                  || one.getSpec().consumers().stream()
                      .anyMatch(consumer -> consumer.namespace().equals(name)));
    }
  }

  /** Nodes report themselves all the time; only where they are matters. */
  void node(@Nullable Node before, @Nullable Node after) {
    if (before == null || after == null || !sameLabels(before, after)) {
      deployments(one -> true);
    }
  }

  void storageClass(@Nullable StorageClass before, @Nullable StorageClass after) {
    deployments(one -> one.getSpec().storage() != null);
  }

  void servingObject(@Nullable HasMetadata before, @Nullable HasMetadata after) {
    HasMetadata object = existing(before, after);
    Set<DeploymentKey> owners = owners(before, after);
    if (owners.isEmpty()) {
      cluster
          .namespace(object.getMetadata().getNamespace())
          .flatMap(DeploymentKey::ownerOf)
          .ifPresent(owners::add);
    }
    owners.forEach(listener::deployment);
  }

  /** Whose it is, and whose it was: who takes our labels off must not do so unseen. */
  private static Set<DeploymentKey> owners(
      @Nullable HasMetadata before, @Nullable HasMetadata after) {
    Set<DeploymentKey> owners = new LinkedHashSet<>();
    Optional.ofNullable(before).flatMap(DeploymentKey::ownerOf).ifPresent(owners::add);
    Optional.ofNullable(after).flatMap(DeploymentKey::ownerOf).ifPresent(owners::add);
    return owners;
  }

  private void deployments(Predicate<ModelDeployment> concerned) {
    cluster.deployments().stream()
        .filter(concerned)
        .map(DeploymentKey::of)
        .forEach(listener::deployment);
  }

  private static boolean sameLabels(HasMetadata before, HasMetadata after) {
    return Objects.equals(before.getMetadata().getLabels(), after.getMetadata().getLabels());
  }

  private static <T> T existing(@Nullable T before, @Nullable T after) {
    return after == null ? Objects.requireNonNull(before) : after;
  }
}
