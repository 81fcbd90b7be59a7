package dev.drawbridge.operator.cluster;

import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.Understood;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.ObjectKey;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The caches. Everything the operator knows of the cluster without asking is in here. */
public final class Cluster implements ClusterView {

  private static final Map<String, String> EVERY = Map.of();
  private static final Map<String, String> OURS = Map.of(Labels.MANAGED_BY, Labels.MANAGER);

  private final ObjectCache<ModelDeployment> deployments;
  private final ObjectCache<DataClassification> classifications;
  private final ObjectCache<Namespace> namespaces;
  private final ObjectCache<Node> nodes;
  private final ObjectCache<StorageClass> storageClasses;
  private final ObjectCache<Pod> pods;
  private final List<ObjectCache<? extends HasMetadata>> serving;
  private final List<ObjectCache<? extends HasMetadata>> all = new ArrayList<>();

  public Cluster(KubernetesClient client, ConcernListener listener) {
    Concern concern = new Concern(this, listener);
    deployments =
        new ObjectCache<>(client, ModelDeployment.class, EVERY, understood(concern::deployment));
    classifications =
        new ObjectCache<>(
            client, DataClassification.class, EVERY, understood(concern::classification));
    namespaces = new ObjectCache<>(client, Namespace.class, EVERY, concern::namespace);
    nodes = new ObjectCache<>(client, Node.class, EVERY, concern::node);
    storageClasses = new ObjectCache<>(client, StorageClass.class, EVERY, concern::storageClass);
    pods = new ObjectCache<>(client, Pod.class, OURS, concern::servingObject);
    serving =
        List.of(
            // Not only ours: a policy that we did not make could open a serving namespace.
            new ObjectCache<>(client, NetworkPolicy.class, EVERY, concern::servingObject),
            new ObjectCache<>(client, RoleBinding.class, OURS, concern::servingObject),
            new ObjectCache<>(client, ResourceQuota.class, OURS, concern::servingObject),
            new ObjectCache<>(client, LimitRange.class, OURS, concern::servingObject),
            new ObjectCache<>(client, ServiceAccount.class, OURS, concern::servingObject),
            new ObjectCache<>(client, ConfigMap.class, OURS, concern::servingObject),
            new ObjectCache<>(client, Certificate.class, OURS, concern::servingObject),
            new ObjectCache<>(client, Service.class, OURS, concern::servingObject),
            new ObjectCache<>(client, PodDisruptionBudget.class, OURS, concern::servingObject),
            new ObjectCache<>(client, Deployment.class, OURS, concern::servingObject));
    all.addAll(List.of(deployments, classifications, namespaces, nodes, storageClasses, pods));
    all.addAll(serving);
  }

  /** One that this version cannot read is to all others as if it were not there. */
  private static <T extends CustomResource<?, ?>> ObjectCache.Listener<T> understood(
      ObjectCache.Listener<T> listener) {
    return (before, after) -> {
      T was = before != null && Understood.specOf(before) ? before : null;
      T is = after != null && Understood.specOf(after) ? after : null;
      if (was != null || is != null) {
        listener.changed(was, is);
      }
    };
  }

  /**
   * Fills the caches.
   *
   * @throws IllegalStateException when that takes too long; the message names the kinds
   */
  public void start(Duration atMost) {
    CompletableFuture<?>[] filled =
        all.stream().map(ObjectCache::start).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(filled).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      List<String> problems = problems();
      stop();
      throw new IllegalStateException(
          "cannot read the cluster (%s): check that the CustomResourceDefinitions and cert-manager are installed, and the operator's rights"
              .formatted(String.join("; ", problems)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the cluster", e);
    }
  }

  public void stop() {
    all.forEach(ObjectCache::stop);
  }

  /** What is wrong with the caches; empty when all is well. */
  public List<String> problems() {
    return all.stream().map(ObjectCache::problem).flatMap(Optional::stream).toList();
  }

  @Override
  public List<ModelDeployment> deployments() {
    return deployments.all().stream().filter(Understood::specOf).toList();
  }

  public Optional<ModelDeployment> deployment(DeploymentKey key) {
    return deployments.get(key.namespace(), key.name()).filter(Understood::specOf);
  }

  @Override
  public List<DataClassification> classifications() {
    return classifications.all().stream().filter(Understood::specOf).toList();
  }

  @Override
  public Optional<Namespace> namespace(String name) {
    return namespaces.get(null, name);
  }

  @Override
  public List<Node> nodes() {
    return nodes.all();
  }

  @Override
  public List<StorageClass> storageClasses() {
    return storageClasses.all();
  }

  @Override
  public List<Pod> pods(String servingNamespace) {
    return pods.inNamespace(servingNamespace);
  }

  @Override
  public Map<ObjectKey, HasMetadata> servingObjects(String servingNamespace) {
    Map<ObjectKey, HasMetadata> objects = new HashMap<>();
    namespace(servingNamespace).ifPresent(found -> objects.put(ObjectKey.of(found), found));
    for (ObjectCache<? extends HasMetadata> kind : serving) {
      kind.inNamespace(servingNamespace).forEach(one -> objects.put(ObjectKey.of(one), one));
    }
    return objects;
  }
}
