package dev.drawbridge.operator.control;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.plan.ServingPlan;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What exists for one deployment at one moment.
 *
 * @param plan what must exist
 * @param live the objects of the serving namespace that the operator made, and every NetworkPolicy
 * @param altered keys of plan objects whose live form differs from the plan
 * @param pods the pods of the model, and where there are others in its namespace, those too
 * @param nodes the nodes of the cluster by name
 * @param walls whether they were seen to hold; empty where the installation does not look
 * @param told the conditions as people were told them last
 */
public record Observation(
    Admitted admitted,
    ServingPlan plan,
    Map<ObjectKey, HasMetadata> live,
    Set<ObjectKey> altered,
    List<Pod> pods,
    Map<String, Node> nodes,
    Optional<WallState> walls,
    List<Condition> told) {

  /** The live object of that type and name in the serving namespace. */
  public <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return Optional.ofNullable(
            live.get(new ObjectKey(type.getSimpleName(), plan.namespace(), name)))
        .map(type::cast);
  }

  /** The pods that run or are about to. */
  public List<Pod> activePods() {
    return pods.stream().filter(Observation::isActive).toList();
  }

  /**
   * Whether the pod was planned before what is admitted now, and goes as soon as a new one serves.
   * What is wrong with it by the new plan needs nobody to act.
   */
  public boolean isSuperseded(Pod pod) {
    Optional<String> planned =
        plan.objects().stream()
            .filter(Deployment.class::isInstance)
            .map(Deployment.class::cast)
            .map(model -> model.getSpec().getTemplate().getMetadata().getLabels())
            .map(labels -> labels.get(Labels.TEMPLATE))
            .findFirst();
    String own =
        pod.getMetadata().getLabels() == null
            ? null
            : pod.getMetadata().getLabels().get(Labels.TEMPLATE);
    return own != null && planned.filter(wanted -> !wanted.equals(own)).isPresent();
  }

  /** Whether people were told last that it holds. */
  public boolean held(ConditionType type) {
    return Conditions.find(told, type)
        .filter(one -> one.status() == ConditionStatus.TRUE)
        .isPresent();
  }

  /** Whether a pod runs or is about to; a quota counts no others. */
  public static boolean isActive(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return !"Succeeded".equals(phase) && !"Failed".equals(phase);
  }
}
