package dev.drawbridge.operator.control.audit;

import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.plan.ServingPlan;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ConfigMaps with the configuration of doors. Each version of the pod has one of its own, which
 * changes with consumers and limits and is read again; beside it an immutable copy of each content
 * is kept for auditors.
 */
public final class Configurations {

  /** The key, and so the file. */
  static final String FILE = "sidecar.json";

  static final String DIGEST = "drawbridge.dev/digest";

  /** The volume of a pod with its configuration. */
  static final String VOLUME = "config";

  private static final String COPY = ServingNames.SIDECAR + "applied-";

  /** Copies that are kept, the one in force among them. */
  private static final int COPIES = 10;

  static String name(SidecarDocument document) {
    return ServingNames.SIDECAR + document.structure();
  }

  static ConfigMap live(SidecarDocument document, PlanDraft draft) {
    return live(document, draft.metadata(name(document)));
  }

  private static ConfigMap live(SidecarDocument document, ObjectMeta metadata) {
    String json = document.toJson();
    return new ConfigMapBuilder()
        .withMetadata(digested(json, metadata))
        .addToData(FILE, json)
        .build();
  }

  static ConfigMap copy(SidecarDocument document, PlanDraft draft) {
    String json = document.toJson();
    String digest = SidecarDocument.digestOf(json);
    return copy(json, draft.metadata(COPY + SidecarDocument.shortened(digest)));
  }

  private static ConfigMap copy(String json, ObjectMeta metadata) {
    return new ConfigMapBuilder()
        .withMetadata(digested(json, metadata))
        .withImmutable(true)
        .addToData(FILE, json)
        .build();
  }

  private static ObjectMeta digested(String json, ObjectMeta metadata) {
    return new ObjectMetaBuilder(metadata)
        .addToAnnotations(DIGEST, SidecarDocument.digestOf(json))
        .build();
  }

  /**
   * What the plan cannot know by itself, and must not take away: the configuration of pods that
   * were planned before and still serve, brought up to date, and the copies of earlier ones.
   */
  public static List<ConfigMap> toKeep(
      ServingPlan plan, Map<ObjectKey, HasMetadata> live, List<Pod> pods) {
    Optional<ConfigMap> planned = planned(plan);
    Optional<SidecarDocument> now =
        planned.flatMap(map -> SidecarDocument.read(map.getData().get(FILE)));
    if (now.isEmpty()) {
      return List.of();
    }
    List<ConfigMap> ours = ours(planned.get(), live);
    return Stream.concat(
            superseded(planned.get(), now.get(), ours, pods),
            earlierCopies(planned.get(), plan, ours))
        .toList();
  }

  private static Optional<ConfigMap> planned(ServingPlan plan) {
    return plan.find(Deployment.class, ServingNames.MODEL)
        .flatMap(model -> of(model.getSpec().getTemplate().getSpec()))
        .flatMap(name -> plan.find(ConfigMap.class, name));
  }

  /** The name of the ConfigMap that a pod's door goes by. */
  static Optional<String> of(PodSpec pod) {
    return pod.getVolumes().stream()
        .filter(volume -> VOLUME.equals(volume.getName()) && volume.getConfigMap() != null)
        .map(volume -> volume.getConfigMap().getName())
        .findFirst();
  }

  private static List<ConfigMap> ours(ConfigMap planned, Map<ObjectKey, HasMetadata> live) {
    Optional<DeploymentKey> owner = DeploymentKey.ownerOf(planned);
    return live.values().stream()
        .filter(ConfigMap.class::isInstance)
        .map(ConfigMap.class::cast)
        .filter(map -> map.getMetadata().getName().startsWith(ServingNames.SIDECAR))
        .filter(map -> DeploymentKey.ownerOf(map).equals(owner))
        .sorted(Comparator.comparing(map -> map.getMetadata().getName()))
        .toList();
  }

  /** Whoever is no consumer any more must be none for the pods of before either. */
  private static Stream<ConfigMap> superseded(
      ConfigMap planned, SidecarDocument now, List<ConfigMap> ours, List<Pod> pods) {
    Set<String> used =
        pods.stream()
            .flatMap(pod -> of(pod.getSpec()).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    used.remove(planned.getMetadata().getName());
    return ours.stream()
        .filter(map -> used.contains(map.getMetadata().getName()))
        .flatMap(
            map ->
                SidecarDocument.read(map.getData().get(FILE)).stream()
                    .map(now::withStructureOf)
                    .map(document -> live(document, named(map, planned))));
  }

  private static Stream<ConfigMap> earlierCopies(
      ConfigMap planned, ServingPlan plan, List<ConfigMap> ours) {
    return ours.stream()
        .filter(map -> map.getMetadata().getName().startsWith(COPY))
        .filter(map -> plan.find(ConfigMap.class, map.getMetadata().getName()).isEmpty())
        .sorted(
            Comparator.comparing(
                    (ConfigMap map) -> String.valueOf(map.getMetadata().getCreationTimestamp()))
                .reversed())
        .limit(COPIES - 1)
        .map(map -> copy(String.valueOf(map.getData().get(FILE)), named(map, planned)));
  }

  private static ObjectMeta named(ConfigMap one, ConfigMap planned) {
    return new ObjectMetaBuilder()
        .withName(one.getMetadata().getName())
        .withNamespace(planned.getMetadata().getNamespace())
        .withLabels(planned.getMetadata().getLabels())
        .build();
  }

  private Configurations() {}
}
