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
import java.util.LinkedHashMap;
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
    return copy(json, draft.metadata(nameOfCopy(json)));
  }

  private static String nameOfCopy(String json) {
    return COPY + SidecarDocument.shortened(SidecarDocument.digestOf(json));
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
   * were planned before and still serve, brought up to date, with a copy of it before it, and the
   * copies of earlier ones.
   */
  public static List<ConfigMap> toKeep(
      ServingPlan plan, Map<ObjectKey, HasMetadata> live, List<Pod> pods) {
    Optional<ConfigMap> planned = planned(plan);
    Optional<SidecarDocument> now = planned.flatMap(Configurations::document);
    if (now.isEmpty()) {
      return List.of();
    }
    List<ConfigMap> ours = ours(planned.get(), live);
    Map<String, ConfigMap> kept = new LinkedHashMap<>();
    Stream.concat(
            superseded(planned.get(), now.get(), ours, pods), earlierCopies(planned.get(), ours))
        .filter(map -> plan.find(ConfigMap.class, map.getMetadata().getName()).isEmpty())
        .forEach(map -> kept.putIfAbsent(map.getMetadata().getName(), map));
    return List.copyOf(kept.values());
  }

  /**
   * Those among the live ones whose content is not what their name says: somebody else put it
   * there. None of it is gone by.
   */
  public static List<ObjectKey> forged(ServingPlan plan, Map<ObjectKey, HasMetadata> live) {
    return planned(plan).stream()
        .flatMap(one -> ours(one, live).stream())
        .filter(map -> !isGenuine(map))
        .map(ObjectKey::of)
        .toList();
  }

  /** The digest of what a ConfigMap says. */
  public static String digest(ConfigMap map) {
    return SidecarDocument.digestOf(text(map));
  }

  private static Optional<SidecarDocument> document(ConfigMap map) {
    return SidecarDocument.read(text(map));
  }

  private static String text(ConfigMap map) {
    return map.getData() == null ? "" : map.getData().getOrDefault(FILE, "");
  }

  private static boolean isCopy(ConfigMap map) {
    return map.getMetadata().getName().startsWith(COPY);
  }

  private static boolean isGenuine(ConfigMap map) {
    String name = map.getMetadata().getName();
    return isCopy(map)
        ? name.equals(nameOfCopy(text(map)))
        : document(map).filter(read -> name.equals(name(read))).isPresent();
  }

  private static Optional<ConfigMap> planned(ServingPlan plan) {
    return plan.find(Deployment.class, ServingNames.MODEL)
        .flatMap(model -> of(model.getSpec().getTemplate().getSpec()))
        .flatMap(name -> plan.find(ConfigMap.class, name));
  }

  /** The name of the ConfigMap that a pod's door goes by. */
  public static Optional<String> of(PodSpec pod) {
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
    return used.stream()
        .flatMap(name -> startedFor(name, ours).stream())
        .map(now::withStructureOf)
        .flatMap(
            document ->
                Stream.of(
                    copy(document.toJson(), metadata(nameOfCopy(document.toJson()), planned)),
                    live(document, metadata(name(document), planned))));
  }

  /** By the ConfigMap itself, or where somebody changed or deleted it, by a copy. */
  private static Optional<SidecarDocument> startedFor(String name, List<ConfigMap> ours) {
    return ours.stream()
        .filter(Configurations::isGenuine)
        .flatMap(map -> document(map).stream())
        .filter(document -> name.equals(name(document)))
        .findFirst();
  }

  private static Stream<ConfigMap> earlierCopies(ConfigMap planned, List<ConfigMap> ours) {
    return ours.stream()
        .filter(Configurations::isCopy)
        .filter(Configurations::isGenuine)
        .filter(map -> !text(map).equals(text(planned)))
        .sorted(
            Comparator.comparing(
                    (ConfigMap map) -> String.valueOf(map.getMetadata().getCreationTimestamp()))
                .reversed())
        .limit(COPIES - 1)
        .map(map -> copy(text(map), metadata(map.getMetadata().getName(), planned)));
  }

  private static ObjectMeta metadata(String name, ConfigMap planned) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(planned.getMetadata().getNamespace())
        .withLabels(planned.getMetadata().getLabels())
        .build();
  }

  private Configurations() {}
}
