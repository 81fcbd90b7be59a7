package dev.drawbridge.operator.config;

import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.operator.control.isolation.Surroundings;
import dev.drawbridge.operator.policy.GateSettings;
import dev.drawbridge.operator.probe.Prerequisites.OwnWall;
import java.time.Duration;
import java.util.Optional;

/**
 * What an installation decides about its operator.
 *
 * @param self the cluster, as policies see it
 * @param surroundings of every serving pod
 * @param ownWall by which the operator sees whether NetworkPolicies are enforced at all
 * @param instance name of this replica, in events
 * @param deletionDeadline after which a deployment is let go although its namespace still is there
 */
public record Options(
    GateSettings gate,
    ClusterFact self,
    Surroundings surroundings,
    Optional<OwnWall> ownWall,
    String instance,
    Duration deletionDeadline) {}
