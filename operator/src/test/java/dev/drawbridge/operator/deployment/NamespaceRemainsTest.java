package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.fixture.KnownCluster;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.NamespaceConditionBuilder;
import io.fabric8.kubernetes.api.model.NamespaceStatusBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamespaceRemainsTest {

  private final Namespace namespace = KnownCluster.namespace("serving", Map.of());

  @Test
  void nothingIsKnownWithoutAStatus() {
    assertThat(NamespaceRemains.of(namespace)).isEqualTo("Nothing is known to hold it up.");
  }

  @Test
  void whatHoldsItUpIsNamedSortedAndOnce() {
    namespace.setStatus(
        new NamespaceStatusBuilder()
            .addToConditions(condition("NamespaceContentRemaining", "True", "pods. has 2"))
            .addToConditions(condition("NamespaceFinalizersRemaining", "True", "example.com/f"))
            .addToConditions(condition("Again", "True", "pods. has 2"))
            .addToConditions(condition("NamespaceDeletionDiscoveryFailure", "False", "fine"))
            .build());

    assertThat(NamespaceRemains.of(namespace)).isEqualTo("Held up by: example.com/f; pods. has 2");
  }

  @Test
  void conditionsThatAreFalseHoldNothingUp() {
    namespace.setStatus(
        new NamespaceStatusBuilder().addToConditions(condition("Any", "False", "fine")).build());

    assertThat(NamespaceRemains.of(namespace)).isEqualTo("Nothing is known to hold it up.");
  }

  private static NamespaceCondition condition(String type, String status, String message) {
    return new NamespaceConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withMessage(message)
        .build();
  }
}
