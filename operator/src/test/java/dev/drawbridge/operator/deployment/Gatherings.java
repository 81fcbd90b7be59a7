package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.cluster.ClusterFacts;
import dev.drawbridge.operator.fixture.KnownCluster;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.policy.Facts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a reconcile goes by, in tests of the steps after gathering. */
final class Gatherings {

  static Gathered of(KnownCluster cluster, ModelDeployment deployment) {
    return of(cluster, deployment, Optional.empty());
  }

  static Gathered of(KnownCluster cluster, ModelDeployment deployment, Optional<Admitted> inForce) {
    return new Gathered(
        facts(cluster, deployment),
        Map.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        inForce,
        Optional.empty());
  }

  static Facts facts(KnownCluster cluster, ModelDeployment deployment) {
    return ClusterFacts.cached(cluster, new ClusterFact(null, null, null)).about(deployment);
  }

  private Gatherings() {}
}
