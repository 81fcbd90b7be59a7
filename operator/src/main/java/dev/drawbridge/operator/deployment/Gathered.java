package dev.drawbridge.operator.deployment;

import dev.drawbridge.operator.control.WallState;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.policy.Facts;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that one reconcile goes by.
 *
 * @param facts for policy
 * @param live the serving namespace and what is in it
 * @param walls whether they were seen to hold; empty where nobody looks
 * @param inForce what policy last admitted, if its record is still the one that was decided on
 * @param obstacle why nothing may be written, whatever policy says
 */
record Gathered(
    Facts facts,
    Map<ObjectKey, HasMetadata> live,
    List<Pod> pods,
    Map<String, Node> nodes,
    Optional<WallState> walls,
    Optional<Admitted> inForce,
    Optional<State> obstacle) {}
