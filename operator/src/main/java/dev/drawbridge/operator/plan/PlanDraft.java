package dev.drawbridge.operator.plan;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * A serving plan in the making. Contributions add objects in the order in which they must be
 * written, and shape the pod together.
 */
public final class PlanDraft {

  private final DeploymentKey key;
  private final KeyWindow keys;
  private final String namespace;
  private final List<HasMetadata> objects = new ArrayList<>();
  private final PodSpecBuilder pod = new PodSpecBuilder();
  private final ContainerBuilder door = new ContainerBuilder().withName(ServingNames.DOOR);
  private final ContainerBuilder model = new ContainerBuilder().withName(ServingNames.MODEL);

  PlanDraft(DeploymentKey key, KeyWindow keys) {
    this.key = key;
    this.keys = keys;
    this.namespace = ServingNames.namespace(key);
  }

  public String namespace() {
    return namespace;
  }

  /** The keys that the door's volume names. */
  public KeyWindow keys() {
    return keys;
  }

  /** Metadata of a serving object of that name. */
  public ObjectMeta metadata(String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(namespace)
        .withLabels(Labels.of(key))
        .build();
  }

  public void add(HasMetadata object) {
    objects.add(object);
  }

  public PodSpecBuilder pod() {
    return pod;
  }

  /** The container by which consumers come in. */
  public ContainerBuilder door() {
    return door;
  }

  /** The container of the model server. */
  public ContainerBuilder model() {
    return model;
  }

  /** The pod as all contributions so far have shaped it. */
  public PodSpec podSpec() {
    return pod.build()
        .edit()
        .withInitContainers(door.build())
        .withContainers(model.build())
        .build();
  }

  List<HasMetadata> objects() {
    return List.copyOf(objects);
  }
}
