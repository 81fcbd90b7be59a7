package dev.drawbridge.operator.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.cluster.ClusterFacts;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.KnownCluster;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.Labels;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpecCheckTest {

  private static final Map<String, String> SERVING = Labels.of(new DeploymentKey("other", "model"));

  private final KnownCluster cluster = new KnownCluster();
  private final ModelDeployment deployment = Given.labAssistant();

  @Test
  void theExampleIsSound() {
    assertThat(problem()).isEmpty();
  }

  @Test
  void noDeploymentWithinAServingNamespace() {
    cluster.add(KnownCluster.namespace("research", SERVING));

    assertThat(problem())
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains("metadata.namespace", "research", "use a namespace of your own"));
  }

  @Test
  void noModelAsConsumerOfAnother() {
    cluster.add(KnownCluster.namespace("frontend", SERVING));

    assertThat(problem())
        .hasValueSatisfying(text -> assertThat(text).contains("spec.consumers", "frontend"));
  }

  @Test
  void aNamespaceOfAnotherManagerIsAnApplications() {
    cluster.add(KnownCluster.namespace("frontend", Map.of(Labels.MANAGED_BY, "Helm")));

    assertThat(problem()).isEmpty();
  }

  @Test
  void aNamespaceThatOnlyTheInstallationLabelsIsNoServingNamespace() {
    cluster.add(KnownCluster.namespace("frontend", Map.of(Labels.MANAGED_BY, Labels.MANAGER)));

    assertThat(problem()).isEmpty();
  }

  private Optional<String> problem() {
    var facts = ClusterFacts.cached(cluster, new ClusterFact(null, null, null));
    return SpecCheck.problem(deployment, facts.about(deployment));
  }
}
