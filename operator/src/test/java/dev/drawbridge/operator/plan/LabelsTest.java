package dev.drawbridge.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {

  private static final DeploymentKey KEY = new DeploymentKey("research", "demo");

  @Test
  void theOwnerIsReadBackFromTheLabels() {
    var owner = DeploymentKey.ownerOf(labelled(Labels.of(KEY)));

    assertThat(owner).contains(KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {Labels.MANAGED_BY, Labels.DEPLOYMENT, Labels.DEPLOYMENT_NAMESPACE})
  void anObjectThatLacksOneOfTheLabelsBelongsToNobody(String missing) {
    Map<String, String> labels = new TreeMap<>(Labels.of(KEY));
    labels.remove(missing);

    var owner = DeploymentKey.ownerOf(labelled(labels));

    assertThat(owner).isEmpty();
  }

  @Test
  void anObjectOfAnotherManagerBelongsToNobody() {
    Map<String, String> labels = new TreeMap<>(Labels.of(KEY));
    labels.put(Labels.MANAGED_BY, "Helm");

    var owner = DeploymentKey.ownerOf(labelled(labels));

    assertThat(owner).isEmpty();
  }

  @Test
  void anObjectWithoutLabelsBelongsToNobody() {
    ConfigMap bare = new ConfigMapBuilder().withNewMetadata().endMetadata().build();
    bare.getMetadata().setLabels(null);

    var owner = DeploymentKey.ownerOf(bare);

    assertThat(owner).isEmpty();
  }

  @Test
  void theSelectorIsTheSameInTextForm() {
    String selector = Labels.selector(KEY);

    assertThat(selector)
        .isEqualTo(
            "app.kubernetes.io/managed-by=drawbridge,drawbridge.dev/deployment=demo,drawbridge.dev/deployment-namespace=research");
  }

  @Test
  void keyReadsAsNamespaceAndName() {
    assertThat(KEY).hasToString("research/demo");
    assertThat(ObjectKey.of(labelled(Map.of()))).hasToString("ConfigMap serving/it");
    assertThat(new ObjectKey("Namespace", null, "serving")).hasToString("Namespace serving");
  }

  private static ConfigMap labelled(Map<String, String> labels) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("serving")
        .withName("it")
        .withLabels(labels)
        .endMetadata()
        .build();
  }
}
