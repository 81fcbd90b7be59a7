package dev.drawbridge.operator.control.isolation;

import static dev.drawbridge.operator.status.Reason.FOREIGN_NETWORK_POLICY;
import static dev.drawbridge.operator.status.Reason.FOREIGN_POD;
import static dev.drawbridge.operator.status.Reason.NETWORK_POLICY_NOT_ENFORCED;
import static dev.drawbridge.operator.status.Reason.NOT_PROBED;
import static dev.drawbridge.operator.status.Reason.OBJECT_ALTERED;
import static dev.drawbridge.operator.status.Reason.OBJECT_MISSING;
import static dev.drawbridge.operator.status.Reason.VERIFIED;

import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.control.FrameworkReference;
import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A namespace for one model alone, closed in both directions but for its consumers and DNS. */
public final class IsolationControl implements Control {

  private static final Set<String> KINDS =
      Set.of(
          "Namespace",
          "RoleBinding",
          "ResourceQuota",
          "LimitRange",
          "NetworkPolicy",
          "ServiceAccount");

  /** Set by the Deployment controller; a ReplicaSet's name ends with it. */
  private static final String TEMPLATE_HASH = "pod-template-hash";

  private final ServingNamespace namespace = new ServingNamespace();
  private final NetworkWalls walls;
  private final Optional<OperatorRights> rights;

  public IsolationControl(Surroundings surroundings) {
    this.walls = new NetworkWalls(surroundings);
    this.rights = surroundings.rights();
  }

  @Override
  public ConditionType condition() {
    return ConditionType.ISOLATED;
  }

  @Override
  public List<FrameworkReference> references() {
    return List.of(
        FrameworkReference.iso27001("A.8.22"),
        FrameworkReference.iso27001("A.8.31"),
        FrameworkReference.gdpr("Art. 32"));
  }

  @Override
  public Optional<String> obligation() {
    return Optional.of("isolation");
  }

  @Override
  public void contribute(Admitted admitted, PlanDraft draft) {
    draft.add(namespace.namespace(admitted, draft));
    // Before all else: without it nothing more may be written there.
    rights.map(own -> own.binding(draft)).ifPresent(draft::add);
    walls.of(admitted, draft).forEach(draft::add);
    draft.add(namespace.quota(admitted, draft));
    draft.add(namespace.limits(admitted, draft));
    draft.add(
        new ServiceAccountBuilder()
            .withMetadata(draft.metadata(ServingNames.MODEL))
            .withAutomountServiceAccountToken(false)
            .build());
    draft
        .pod()
        .withServiceAccountName(ServingNames.MODEL)
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false);
  }

  @Override
  public State verify(Observation observation) {
    return Stream.of(
            missing(observation),
            altered(observation),
            foreignNetworkPolicy(observation),
            foreignPod(observation),
            unseen(observation))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(
            () ->
                new State.Holds(
                    VERIFIED,
                    "Namespace %s is closed but for its consumers and DNS, and holds no other pod%s."
                        .formatted(
                            observation.plan().namespace(),
                            observation.walls().isPresent()
                                ? "; a caller without permission was seen to be kept out"
                                : "")));
  }

  /** What the objects say is worth nothing where the network does not act on it. */
  private static Optional<State> unseen(Observation observation) {
    return observation
        .walls()
        .flatMap(
            seen ->
                switch (seen) {
                  case CLOSED -> Optional.empty();
                  case OPEN ->
                      Optional.of(
                          new State.Broken(
                              NETWORK_POLICY_NOT_ENFORCED,
                              "The operator came in at port %d of a pod, where no NetworkPolicy lets anybody in. Install a network plugin that enforces NetworkPolicies, or see why its agent on that pod's node does not; until then treat the model as open to the whole cluster."
                                  .formatted(Drawbridge.TRIPWIRE_PORT)));
                  case SILENT ->
                      Optional.of(
                          new State.Unknown(
                              NOT_PROBED,
                              "A pod that is ready does not answer the operator at port %d, although it may ask; see whether a mesh, a policy of another kind or the node keeps it out."
                                  .formatted(Drawbridge.HEALTH_PORT)));
                  case UNTRIED ->
                      Optional.of(
                          new State.Pending(
                              NOT_PROBED,
                              "No pod is ready yet, so nobody could be kept out of one."));
                });
  }

  private static Stream<ObjectKey> walls(Observation observation) {
    return observation.plan().objects().stream()
        .filter(object -> KINDS.contains(object.getKind()))
        .map(ObjectKey::of);
  }

  private static Optional<State> missing(Observation observation) {
    return walls(observation)
        .filter(key -> !observation.live().containsKey(key))
        .findFirst()
        .map(key -> new State.Pending(OBJECT_MISSING, key + " does not exist; it is being made."));
  }

  private static Optional<State> altered(Observation observation) {
    return walls(observation)
        .filter(observation.altered()::contains)
        .findFirst()
        .map(
            key ->
                new State.Pending(
                    OBJECT_ALTERED, key + " was changed by somebody else; it is being repaired."));
  }

  /** NetworkPolicies add up: one that we did not make can only open what ours close. */
  private static Optional<State> foreignNetworkPolicy(Observation observation) {
    Set<ObjectKey> ours =
        Set.copyOf(observation.plan().objects().stream().map(ObjectKey::of).toList());
    return observation.live().keySet().stream()
        .filter(key -> key.kind().equals("NetworkPolicy"))
        .filter(key -> !ours.contains(key))
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .findFirst()
        .map(
            key ->
                new State.Broken(
                    FOREIGN_NETWORK_POLICY,
                    "%s was not made by Drawbridge and may open the namespace; delete it."
                        .formatted(key)));
  }

  private static Optional<State> foreignPod(Observation observation) {
    return observation.activePods().stream()
        .filter(pod -> !ownedByModel(pod))
        .findFirst()
        .map(
            pod ->
                new State.Broken(
                    FOREIGN_POD,
                    "Pod %s does not belong to the model; find out who made it, and delete it."
                        .formatted(pod.getMetadata().getName())));
  }

  private static boolean ownedByModel(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .anyMatch(owner -> isReplicaSetOfModel(owner, pod));
  }

  /** A prefix alone would also be that of a Deployment with the name model-and-more. */
  private static boolean isReplicaSetOfModel(OwnerReference owner, Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels != null
        && owner.getKind().equals("ReplicaSet")
        && owner.getName().equals(ServingNames.MODEL + "-" + labels.get(TEMPLATE_HASH));
  }
}
