package dev.drawbridge.operator.config;

import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.operator.control.isolation.Surroundings;
import dev.drawbridge.operator.policy.GateSettings;
import java.time.Duration;

/**
 * What an installation decides about its operator.
 *
 * @param self the cluster, as policies see it
 * @param surroundings of every serving pod
 * @param instance name of this replica, in events
 * @param deletionDeadline after which a deployment is let go although its namespace still is there
 */
public record Options(
    GateSettings gate,
    ClusterFact self,
    Surroundings surroundings,
    String instance,
    Duration deletionDeadline) {}
