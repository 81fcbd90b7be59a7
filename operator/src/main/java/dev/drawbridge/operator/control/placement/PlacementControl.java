package dev.drawbridge.operator.control.placement;

import static dev.drawbridge.operator.status.Reason.NODE_UNKNOWN;
import static dev.drawbridge.operator.status.Reason.OUTSIDE_REGION;
import static dev.drawbridge.operator.status.Reason.PENDING;
import static dev.drawbridge.operator.status.Reason.PROGRESSING;
import static dev.drawbridge.operator.status.Reason.VERIFIED;

import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.api.v1alpha1.Placement;
import dev.drawbridge.api.v1alpha1.TaintEffect;
import dev.drawbridge.api.v1alpha1.TolerationOperator;
import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.control.FrameworkReference;
import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.PlacementPin;
import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Pins pods to the permitted regions, and looks where they really are. */
public final class PlacementControl implements Control {

  private static final String ZONE = "topology.kubernetes.io/zone";

  @Override
  public ConditionType condition() {
    return ConditionType.REGION_PINNED;
  }

  @Override
  public List<FrameworkReference> references() {
    return List.of(
        FrameworkReference.gdpr("Art. 44"),
        FrameworkReference.gdpr("Art. 32"),
        FrameworkReference.iso27001("A.5.34"));
  }

  @Override
  public Optional<String> obligation() {
    return Optional.of(PlacementPin.OBLIGATION_TYPE);
  }

  @Override
  public void contribute(Admitted admitted, PlanDraft draft) {
    List<NodeSelectorRequirement> requirements = requirements(admitted.pin());
    if (!requirements.isEmpty()) {
      draft
          .pod()
          .withNewAffinity()
          .withNewNodeAffinity()
          .withNewRequiredDuringSchedulingIgnoredDuringExecution()
          .addNewNodeSelectorTerm()
          .withMatchExpressions(requirements)
          .endNodeSelectorTerm()
          .endRequiredDuringSchedulingIgnoredDuringExecution()
          .endNodeAffinity()
          .endAffinity();
    }
    draft
        .pod()
        .addNewTopologySpreadConstraint()
        .withTopologyKey(ZONE)
        .withMaxSkew(1)
        .withWhenUnsatisfiable("ScheduleAnyway")
        .withNewLabelSelector()
        .withMatchLabels(Labels.of(admitted.key()))
        .endLabelSelector()
        .endTopologySpreadConstraint();
    Placement placement = admitted.spec().placement();
    if (placement != null) {
      draft
          .pod()
          .withNodeSelector(new TreeMap<>(placement.nodeSelector()))
          .withTolerations(
              placement.tolerations().stream().map(PlacementControl::toleration).toList());
    }
  }

  private static List<NodeSelectorRequirement> requirements(PlacementPin pin) {
    List<NodeSelectorRequirement> requirements = new ArrayList<>();
    if (!pin.regions().isEmpty()) {
      requirements.add(requirement(Drawbridge.REGION_LABEL, pin.regions()));
    }
    if (pin.onPremises()) {
      requirements.add(requirement(Drawbridge.PREMISES_LABEL, List.of("true")));
    }
    return requirements;
  }

  private static NodeSelectorRequirement requirement(String label, List<String> values) {
    return new NodeSelectorRequirementBuilder()
        .withKey(label)
        .withOperator("In")
        .withValues(values)
        .build();
  }

  private static Toleration toleration(dev.drawbridge.api.v1alpha1.Toleration asked) {
    return new TolerationBuilder()
        .withKey(asked.key())
        .withOperator(operator(asked.operator()))
        .withValue(asked.value())
        .withEffect(effect(asked.effect()))
        .withTolerationSeconds(asked.tolerationSeconds())
        .build();
  }

  private static String operator(TolerationOperator operator) {
    return switch (operator) {
      case EQUAL -> "Equal";
      case EXISTS -> "Exists";
    };
  }

  private static @Nullable String effect(@Nullable TaintEffect effect) {
    return switch (effect) {
      case null -> null;
      case NO_SCHEDULE -> "NoSchedule";
      case PREFER_NO_SCHEDULE -> "PreferNoSchedule";
      case NO_EXECUTE -> "NoExecute";
    };
  }

  @Override
  public State verify(Observation observation) {
    PlacementPin pin = observation.admitted().pin();
    int placed = 0;
    Optional<State> later = Optional.empty();
    for (Pod pod : observation.activePods()) {
      String nodeName = pod.getSpec().getNodeName();
      if (nodeName == null) {
        continue;
      }
      Node node = observation.nodes().get(nodeName);
      if (node == null) {
        later = Optional.of(nodeUnknown(pod));
      } else if (!permits(pin, node) && observation.isSuperseded(pod)) {
        later = later.or(() -> Optional.of(leaving(pod, pin)));
      } else if (!permits(pin, node)) {
        return new State.Broken(OUTSIDE_REGION, outside(pod, node, pin));
      }
      placed++;
    }
    if (later.isPresent()) {
      return later.get();
    }
    return placed == 0
        ? new State.Pending(PENDING, "No pod has been placed yet; wanted: " + text(pin) + ".")
        : new State.Holds(VERIFIED, "All %d pods run %s.".formatted(placed, text(pin)));
  }

  private static State leaving(Pod pod, PlacementPin pin) {
    return new State.Pending(
        PROGRESSING,
        "Pod %s of the version before still runs elsewhere; wanted: %s."
            .formatted(pod.getMetadata().getName(), text(pin)));
  }

  private static State nodeUnknown(Pod pod) {
    return new State.Unknown(
        NODE_UNKNOWN,
        "Pod %s is on node %s, which the operator does not see; check that the node still exists."
            .formatted(pod.getMetadata().getName(), pod.getSpec().getNodeName()));
  }

  private static boolean permits(PlacementPin pin, Node node) {
    Map<String, String> labels = labels(node);
    return (pin.regions().isEmpty()
            || pin.regions().contains(labels.getOrDefault(Drawbridge.REGION_LABEL, "")))
        && (!pin.onPremises() || "true".equals(labels.get(Drawbridge.PREMISES_LABEL)));
  }

  private static String outside(Pod pod, Node node, PlacementPin pin) {
    return "Pod %s runs on node %s (region %s, premises %s), but must run %s; correct the node's labels or delete the pod."
        .formatted(
            pod.getMetadata().getName(),
            node.getMetadata().getName(),
            labels(node).getOrDefault(Drawbridge.REGION_LABEL, "none"),
            labels(node).getOrDefault(Drawbridge.PREMISES_LABEL, "false"),
            text(pin));
  }

  private static Map<String, String> labels(Node node) {
    return node.getMetadata().getLabels() == null ? Map.of() : node.getMetadata().getLabels();
  }

  private static String text(PlacementPin pin) {
    String where =
        pin.regions().isEmpty() ? "in any region" : "in " + String.join(", ", pin.regions());
    return pin.onPremises() ? where + " on own premises" : where;
  }
}
