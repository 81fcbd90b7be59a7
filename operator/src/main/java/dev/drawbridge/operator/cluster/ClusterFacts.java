package dev.drawbridge.operator.cluster;

import dev.drawbridge.api.decision.ClassificationFact;
import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.api.decision.ConsumerNamespaceFact;
import dev.drawbridge.api.decision.ConsumerNamespacesFact;
import dev.drawbridge.api.decision.Context;
import dev.drawbridge.api.decision.FactState;
import dev.drawbridge.api.decision.GitopsFact;
import dev.drawbridge.api.decision.ImagesFact;
import dev.drawbridge.api.decision.NamespaceFact;
import dev.drawbridge.api.decision.NodeFact;
import dev.drawbridge.api.decision.NodesFact;
import dev.drawbridge.api.decision.StorageClassFact;
import dev.drawbridge.api.v1alpha1.Consumer;
import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.Storage;
import dev.drawbridge.api.v1alpha1.Understood;
import dev.drawbridge.operator.policy.ClassificationLookup;
import dev.drawbridge.operator.policy.Facts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers what policy must know of the cluster. Only reads, and only what a cache holds. */
public final class ClusterFacts {

  private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

  private final ClusterView cluster;
  private final ClusterFact self;
  private final @Nullable KubernetesClient confirming;

  private ClusterFacts(
      ClusterView cluster, ClusterFact self, @Nullable KubernetesClient confirming) {
    this.cluster = cluster;
    this.self = self;
    this.confirming = confirming;
  }

  /** From the caches alone: who reconciles is called again when they change. */
  public static ClusterFacts cached(ClusterView cluster, ClusterFact self) {
    return new ClusterFacts(cluster, self, null);
  }

  /**
   * Asks the API server for what the caches lack. A user who applies a class and a deployment of it
   * in one go must not be refused because a watch is a few milliseconds late.
   */
  public static ClusterFacts confirmed(
      ClusterView cluster, ClusterFact self, KubernetesClient confirming) {
    return new ClusterFacts(cluster, self, confirming);
  }

  public Facts about(ModelDeployment deployment) {
    String namespace = deployment.getMetadata().getNamespace();
    return new Facts(
        new NamespaceFact(
            namespace, namespace(namespace).map(ClusterFacts::labels).orElse(Map.of())),
        classification(deployment.getSpec().dataClassification()),
        new Context(
            new ImagesFact(FactState.MISSING, null, List.of()),
            storageClass(deployment.getSpec().storage()),
            consumerNamespaces(deployment.getSpec().consumers()),
            nodes(),
            new GitopsFact(FactState.MISSING, null, null, null, null),
            self));
  }

  private ClassificationFact classification(String name) {
    List<DataClassification> known = cluster.classifications();
    boolean cached = known.stream().anyMatch(one -> one.getMetadata().getName().equals(name));
    if (!cached && confirming != null) {
      known =
          confirming.resources(DataClassification.class).list().getItems().stream()
              .filter(Understood::specOf)
              .toList();
    }
    return ClassificationLookup.find(name, known);
  }

  private Optional<Namespace> namespace(String name) {
    Optional<Namespace> cached = cluster.namespace(name);
    return cached.isPresent() || confirming == null
        ? cached
        : Optional.ofNullable(confirming.namespaces().withName(name).get());
  }

  private ConsumerNamespacesFact consumerNamespaces(List<Consumer> consumers) {
    List<ConsumerNamespaceFact> items =
        consumers.stream()
            .map(Consumer::namespace)
            .distinct()
            .sorted()
            .map(this::consumer)
            .toList();
    return new ConsumerNamespacesFact(FactState.OK, items);
  }

  private ConsumerNamespaceFact consumer(String name) {
    Optional<Namespace> found = namespace(name);
    return new ConsumerNamespaceFact(
        name, found.isPresent(), found.map(ClusterFacts::labels).orElse(Map.of()));
  }

  private NodesFact nodes() {
    List<NodeFact> items =
        cluster.nodes().stream()
            .map(ClusterFacts::place)
            .distinct()
            .sorted(
                Comparator.comparing((NodeFact one) -> one.region() == null ? "" : one.region())
                    .thenComparing(NodeFact::premises))
            .toList();
    return new NodesFact(FactState.OK, items);
  }

  private static NodeFact place(Node node) {
    Map<String, String> labels = labels(node);
    return new NodeFact(
        labels.get(Drawbridge.REGION_LABEL), "true".equals(labels.get(Drawbridge.PREMISES_LABEL)));
  }

  private @Nullable StorageClassFact storageClass(@Nullable Storage storage) {
    if (storage == null) {
      return null;
    }
    String name = storage.storageClassName();
    Optional<StorageClass> found = name == null ? defaultClass() : named(name);
    return found
        .map(
            one ->
                new StorageClassFact(
                    FactState.OK,
                    one.getMetadata().getName(),
                    one.getProvisioner(),
                    one.getParameters() == null ? Map.of() : new TreeMap<>(one.getParameters()),
                    labels(one)))
        .orElseGet(() -> new StorageClassFact(FactState.MISSING, name, null, Map.of(), Map.of()));
  }

  private Optional<StorageClass> named(String name) {
    Optional<StorageClass> cached =
        cluster.storageClasses().stream()
            .filter(one -> one.getMetadata().getName().equals(name))
            .findFirst();
    return cached.isPresent() || confirming == null
        ? cached
        : Optional.ofNullable(confirming.storage().v1().storageClasses().withName(name).get());
  }

  /** Of several defaults Kubernetes takes the newest. */
  private Optional<StorageClass> defaultClass() {
    return cluster.storageClasses().stream()
        .filter(
            one ->
                one.getMetadata().getAnnotations() != null
                    && "true".equals(one.getMetadata().getAnnotations().get(DEFAULT_CLASS)))
        .max(Comparator.comparing(one -> one.getMetadata().getCreationTimestamp()));
  }

  private static Map<String, String> labels(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels == null ? Map.of() : new TreeMap<>(labels);
  }
}
