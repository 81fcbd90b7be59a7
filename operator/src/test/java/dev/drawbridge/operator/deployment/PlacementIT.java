package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where pods really are, also after a node has turned out to be elsewhere. */
@OnTestbed
class PlacementIT {

  private static final String REGION = "eu-west-1";

  private static Stage stage;

  @BeforeAll
  static void raise(Testbed testbed) {
    stage = Stage.up(testbed);
  }

  @AfterAll
  static void strike() {
    stage.close();
  }

  @Test
  void noticesThatANodeIsInAnotherRegion(KubernetesClient client, TestNamespace namespace) {
    Seen seen =
        stage
            .deploy(
                Samples.edited(
                    Samples.publicDemo(namespace.name(), "demo"),
                    yaml ->
                        yaml.replaceFirst(
                            "(?m)^spec:\n",
                            "spec:\n  placement:\n    regions: [%s]\n".formatted(REGION))))
            .awaitReady();
    List<String> nodes =
        client.pods().inNamespace(seen.servingNamespace()).list().getItems().stream()
            .map(pod -> pod.getSpec().getNodeName())
            .toList();

    try {
      nodes.forEach(node -> relabel(client, node, "us-east-1"));
      seen.await(ConditionType.REGION_PINNED, ConditionStatus.FALSE, Reason.OUTSIDE_REGION);
      seen.await(ConditionType.READY, ConditionStatus.FALSE, Reason.OUTSIDE_REGION);
      assertThat(seen.condition(ConditionType.STALLED)).isPresent();
      assertThat(seen.condition(ConditionType.AVAILABLE))
          .hasValueSatisfying(
              available -> assertThat(available.status()).isEqualTo(ConditionStatus.TRUE));
    } finally {
      nodes.forEach(node -> relabel(client, node, REGION));
    }

    seen.awaitReady();
    seen.await(ConditionType.REGION_PINNED, ConditionStatus.TRUE, Reason.VERIFIED);
  }

  private static void relabel(KubernetesClient client, String node, String region) {
    client
        .nodes()
        .withName(node)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), // whatever else is written of it meanwhile
            "{\"metadata\":{\"labels\":{\"%s\":\"%s\"}}}"
                .formatted(Drawbridge.REGION_LABEL, region));
  }
}
