package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.harness.RunningOperator;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@OnTestbed
class LifecycleIT {

  @BeforeAll
  static void install(Testbed testbed, KubernetesClient client) {
    testbed.applyCrds(Samples.CRDS);
    Samples.applyClassifications(client);
  }

  @Test
  void servesAndThenLeavesNothing(
      Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    try (RunningOperator operator = RunningOperator.start(testbed)) {
      ModelDeployment created =
          client.resource(Samples.publicDemo(namespace.name(), "demo")).create();

      Seen seen = Seen.of(client, created).awaitReady();
      String serving = seen.servingNamespace();
      client.resource(created).delete();

      seen.awaitGone();
      assertThat(client.namespaces().withName(serving).get()).isNull();
    }
  }
}
