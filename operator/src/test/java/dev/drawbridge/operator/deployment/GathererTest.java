package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.cluster.ClusterFacts;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.KnownCluster;
import dev.drawbridge.operator.fixture.Observed;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.probe.Walls;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GathererTest {

  /** Never asked here: only a quota that counts more pods than are known leads to it. */
  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.empty()).build();

  private final KnownCluster cluster = new KnownCluster();
  private final Gatherer gatherer =
      new Gatherer(
          cluster,
          ClusterFacts.cached(cluster, new ClusterFact(null, null, null)),
          Walls.UNSEEN,
          client);
  private final Observed observed = Observed.labAssistant();
  private final Admitted admitted = Given.admitted(Given.labAssistant());

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void nothingIsInTheWayBeforeTheFirstTime() {
    Gathered gathered = gatherer.gather(Given.labAssistant());

    assertThat(gathered.obstacle()).isEmpty();
    assertThat(gathered.inForce()).isEmpty();
    assertThat(gathered.live()).isEmpty();
    assertThat(gathered.nodes()).containsOnlyKeys(Observed.NODE);
  }

  @Test
  void allThatIsServedIsSeen() {
    observed.live().values().forEach(cluster::add);
    cluster.add(observed.pod(1));

    Gathered gathered = gatherer.gather(Given.labAssistant());

    assertThat(gathered.live()).isEqualTo(observed.live());
    assertThat(gathered.pods()).containsExactly(observed.pod(1));
    assertThat(gathered.obstacle()).isEmpty();
  }

  @Test
  void theRecordIsInForceByTheDigestOfTheStatus() {
    observed.live().values().forEach(cluster::add);

    assertThat(gatherer.gather(withDigest(admitted.digest())).inForce()).contains(admitted);
    assertThat(gatherer.gather(withDigest("sha256:other")).inForce()).isEmpty();
    assertThat(gatherer.gather(withDigest(null)).inForce()).isEmpty();
  }

  @Test
  void aNamespaceOfSomebodyElseIsAnObstacle() {
    cluster.add(KnownCluster.namespace(observed.plan().namespace(), Map.of()));

    Gathered gathered = gatherer.gather(Given.labAssistant());

    assertThat(gathered.obstacle())
        .hasValueSatisfying(
            obstacle -> {
              assertThat(obstacle).isInstanceOf(State.Broken.class);
              assertThat(obstacle.reason()).isEqualTo(Reason.SERVING_NAMESPACE_TAKEN);
              assertThat(obstacle.message()).contains("delete it");
            });
  }

  @Test
  void aNamespaceThatGoesIsAnObstacleThatPasses() {
    Namespace going =
        KnownCluster.namespace(
            observed.plan().namespace(), Labels.of(DeploymentKey.of(Given.labAssistant())));
    going.getMetadata().setDeletionTimestamp("2026-10-01T12:00:00Z");
    cluster.add(going);

    Gathered gathered = gatherer.gather(Given.labAssistant());

    assertThat(gathered.obstacle())
        .hasValueSatisfying(
            obstacle -> {
              assertThat(obstacle).isInstanceOf(State.Pending.class);
              assertThat(obstacle.reason()).isEqualTo(Reason.SERVING_NAMESPACE_TERMINATING);
            });
  }

  private static ModelDeployment withDigest(@Nullable String digest) {
    return Given.withStatus(
        Given.labAssistant(),
        new ModelDeploymentStatus(7L, List.of(), null, null, 0, 0, null, null, digest));
  }
}
