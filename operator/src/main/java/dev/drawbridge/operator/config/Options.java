package dev.drawbridge.operator.config;

import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.operator.control.isolation.DnsPods;
import dev.drawbridge.operator.control.isolation.OperatorRights;
import dev.drawbridge.operator.policy.GateSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * What an installation decides about its operator.
 *
 * @param self the cluster, as policies see it
 * @param rights what is bound in every serving namespace; empty when nothing need be
 * @param instance name of this replica, in events
 * @param deletionDeadline after which a deployment is let go although its namespace still is there
 */
public record Options(
    GateSettings gate,
    ClusterFact self,
    DnsPods dns,
    Optional<OperatorRights> rights,
    String instance,
    Duration deletionDeadline) {}
