package dev.drawbridge.operator.config;

import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.operator.collector.CollectorOptions;
import dev.drawbridge.operator.control.isolation.Surroundings;
import dev.drawbridge.operator.plan.Trust;
import dev.drawbridge.operator.policy.GateSettings;
import dev.drawbridge.operator.probe.Prerequisites.OwnWall;
import java.time.Duration;
import java.util.Optional;

/**
 * What an installation decides about its operator.
 *
 * @param self the cluster, as policies see it
 * @param surroundings of every serving pod
 * @param trust who is who, and who vouches for it
 * @param ownWall by which the operator sees whether NetworkPolicies are enforced at all
 * @param collector how logs are collected; empty where nobody does, outside of the cluster for one
 * @param instance name of this replica, in events
 * @param deletionDeadline after which a deployment is let go although its namespace still is there
 */
public record Options(
    GateSettings gate,
    ClusterFact self,
    Surroundings surroundings,
    Trust trust,
    Optional<OwnWall> ownWall,
    Optional<CollectorOptions> collector,
    String instance,
    Duration deletionDeadline) {}
