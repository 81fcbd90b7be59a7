package dev.drawbridge.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.KnownCluster;
import dev.drawbridge.operator.fixture.Observed;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.Labels;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConcernTest {

  private static final String LAB = "research/lab-assistant";
  private static final String DEMO = "research/public-demo";

  private final Set<String> deployments = new TreeSet<>();
  private final Set<String> classifications = new TreeSet<>();
  private final KnownCluster cluster =
      new KnownCluster().add(Given.labAssistant()).add(Given.publicDemo());
  private final Concern concern =
      new Concern(
          cluster,
          new ConcernListener() {
            @Override
            public void deployment(DeploymentKey key) {
              deployments.add(key.toString());
            }

            @Override
            public void classification(String name) {
              classifications.add(name);
            }
          });

  @Test
  void aDeploymentThatComesConcernsItsClass() {
    concern.deployment(null, Given.labAssistant());

    assertThat(classifications).containsExactly("confidential");
    assertThat(deployments).isEmpty();
  }

  @Test
  void aDeploymentThatGoesConcernsItsClass() {
    concern.deployment(Given.labAssistant(), null);

    assertThat(classifications).containsExactly("confidential");
  }

  @Test
  void aDeploymentThatChangesItsClassConcernsBoth() {
    ModelDeployment moved =
        Samples.edited(
            Given.labAssistant(), yaml -> yaml.replace("\"confidential\"", "\"internal\""));

    concern.deployment(Given.labAssistant(), moved);

    assertThat(classifications).containsExactly("confidential", "internal");
  }

  @Test
  void aClassThatChangesConcernsThoseThatNameItAndEveryClass() {
    DataClassification changed = Given.classification("confidential");
    changed.setSpec(Given.classification("public").getSpec());

    concern.classification(Given.classification("confidential"), changed);

    assertThat(deployments).containsExactly(LAB);
    assertThat(classifications).hasSize(4);
  }

  @Test
  void aClassThatGoesConcernsThoseThatNamedIt() {
    cluster.removeClassification("confidential");

    concern.classification(Given.classification("confidential"), null);

    assertThat(deployments).containsExactly(LAB);
  }

  @Test
  void aClassThatComesConcernsThoseOfAnUnknownClass() {
    cluster.removeClassification("public");

    concern.classification(null, Given.classification("strictly-confidential"));

    assertThat(deployments).containsExactly(DEMO);
  }

  @Test
  void aStatusOfAClassConcernsNobody() {
    concern.classification(
        Given.classification("confidential"), Given.classification("confidential"));

    assertThat(deployments).isEmpty();
    assertThat(classifications).isEmpty();
  }

  @Test
  void aNamespaceConcernsItsDeploymentsAndThoseItConsumes() {
    concern.namespace(null, KnownCluster.namespace("frontend", Map.of("a", "b")));
    assertThat(deployments).containsExactly(LAB);

    concern.namespace(null, KnownCluster.namespace("research", Map.of("a", "b")));
    assertThat(deployments).containsExactly(LAB, DEMO);
  }

  @Test
  void aNamespaceWhoseLabelsStayConcernsNobody() {
    concern.namespace(
        KnownCluster.namespace("frontend", Map.of("a", "b")),
        KnownCluster.namespace("frontend", Map.of("a", "b")));

    assertThat(deployments).isEmpty();
  }

  @Test
  void aServingNamespaceConcernsItsDeploymentWhateverChanges() {
    concern.namespace(serving(Given.labAssistant()), serving(Given.labAssistant()));

    assertThat(deployments).containsExactly(LAB);
  }

  @Test
  void aServingNamespaceThatLosesItsLabelsConcernsItsDeployment() {
    Namespace before = serving(Given.labAssistant());

    concern.namespace(before, KnownCluster.namespace(before.getMetadata().getName(), Map.of()));

    assertThat(deployments).containsExactly(LAB);
  }

  @Test
  void aNodeThatMovesConcernsAll() {
    concern.node(Observed.node("n", "de-frankfurt", false), Observed.node("n", "us-east-1", false));

    assertThat(deployments).containsExactly(LAB, DEMO);
  }

  @Test
  void aNodeThatOnlyReportsItselfConcernsNobody() {
    Node before = Observed.node("n", "de-frankfurt", false);
    Node after = Observed.node("n", "de-frankfurt", false);
    after.getMetadata().setResourceVersion("2");

    concern.node(before, after);

    assertThat(deployments).isEmpty();
  }

  @Test
  void aStorageClassConcernsThoseWithStorage() {
    concern.storageClass(null, new StorageClass());

    assertThat(deployments).containsExactly(LAB);
  }

  @Test
  void aServingObjectConcernsItsDeployment() {
    concern.servingObject(null, serving(Given.publicDemo()));

    assertThat(deployments).containsExactly(DEMO);
  }

  @Test
  void aForeignObjectInAServingNamespaceConcernsItsDeployment() {
    Namespace serving = serving(Given.labAssistant());
    cluster.add(serving);

    concern.servingObject(
        null,
        new NetworkPolicyBuilder()
            .withNewMetadata()
            .withNamespace(serving.getMetadata().getName())
            .withName("foreign")
            .endMetadata()
            .build());

    assertThat(deployments).containsExactly(LAB);
  }

  @Test
  void anObjectElsewhereConcernsNobody() {
    concern.servingObject(
        null,
        new NetworkPolicyBuilder()
            .withNewMetadata()
            .withNamespace("frontend")
            .withName("theirs")
            .endMetadata()
            .build());

    assertThat(deployments).isEmpty();
  }

  @Test
  void anObjectThatIsGivenToAnotherConcernsBoth() {
    concern.servingObject(serving(Given.labAssistant()), serving(Given.publicDemo()));

    assertThat(deployments).containsExactly(LAB, DEMO);
  }

  private static Namespace serving(ModelDeployment deployment) {
    return KnownCluster.namespace(
        Observed.namespaceOf(deployment), Labels.of(DeploymentKey.of(deployment)));
  }
}
