package dev.drawbridge.operator.plan;

import static dev.drawbridge.operator.fixture.Owners.entry;
import static dev.drawbridge.operator.fixture.Owners.ours;
import static dev.drawbridge.operator.fixture.Owners.owned;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import org.junit.jupiter.api.Test;

class LeftoversTest {

  private static final String VALUE_OF_A =
      """
      {"f:metadata": {"f:labels": {"f:team": {}}},
       "f:spec": {"f:template": {"f:spec": {"f:containers": {"k:{\\"name\\":\\"model\\"}": {
         "f:env": {"k:{\\"name\\":\\"A\\"}": {"f:value": {}}}}}}}}}
      """;
  private static final String REPLICAS =
      """
      {"f:status": {"f:replicas": {}}}
      """;

  @Test
  void whatOthersHoldAndIsWantedIsNone() {
    boolean held = Leftovers.heldByOthers(withVariable("A"), heldBy("kubectl", VALUE_OF_A));

    assertThat(held).isFalse();
  }

  @Test
  void aPartOfAnItemThatIsNoLongerWantedIsOne() {
    boolean held = Leftovers.heldByOthers(withVariable("B"), heldBy("kubectl", VALUE_OF_A));

    assertThat(held).isTrue();
  }

  @Test
  void whatWeHoldByApplyGoesByItself() {
    boolean held =
        Leftovers.heldByOthers(withVariable("B"), owned(withVariable("A"), ours(VALUE_OF_A)));

    assertThat(held).isFalse();
  }

  @Test
  void anUpdateOfOurOwnHoldsAsOthersDo() {
    boolean held = Leftovers.heldByOthers(withVariable("B"), heldBy(FieldManager.NAME, VALUE_OF_A));

    assertThat(held).isTrue();
  }

  @Test
  void aStatusIsLookedAtByItself() {
    ManagedFieldsEntry status = entry("mallory", "Update", "status", REPLICAS);
    Deployment live = owned(withVariable("A"), status);

    assertThat(Leftovers.heldByOthers(withVariable("A"), live)).isFalse();
    assertThat(Leftovers.heldByOthersInStatus(withVariable("A"), live)).isTrue();
    assertThat(Leftovers.heldByOthersInStatus(withReplicas(), live)).isFalse();
  }

  private static Deployment heldBy(String manager, String fields) {
    return owned(withVariable("A"), entry(manager, "Update", null, fields));
  }

  private static Deployment withVariable(String name) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName("model")
        .endMetadata()
        .withNewSpec()
        .withNewTemplate()
        .withNewSpec()
        .addNewContainer()
        .withName("model")
        .addNewEnv()
        .withName(name)
        .withValue("1")
        .endEnv()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Deployment withReplicas() {
    return new DeploymentBuilder(withVariable("A"))
        .withNewStatus()
        .withReplicas(1)
        .endStatus()
        .build();
  }
}
