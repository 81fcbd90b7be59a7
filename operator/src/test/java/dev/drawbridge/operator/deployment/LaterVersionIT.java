package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Objects that a later version let in are there after a rollback: the operator goes on with all it
 * can read, also when it starts with them in its way.
 */
@OnTestbed
class LaterVersionIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LATER_CLASS = "later";

  private static Stage stage;

  @BeforeAll
  static void raise(Testbed testbed) {
    stage = Stage.up(testbed);
  }

  @AfterAll
  static void strike(Testbed testbed) {
    testbed.client().resources(DataClassification.class).withName(LATER_CLASS).delete();
    stage.close();
  }

  @Test
  void servesTheOthersBesideWhatItCannotRead(
      Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    Seen known = stage.deploy(Samples.publicDemo(namespace.name(), "known")).awaitReady();
    Seen running = stage.deploy(Samples.publicDemo(namespace.name(), "running")).awaitReady();
    ModelDeployment fresh = Samples.publicDemo(namespace.name(), "fresh");

    for (ModelDeployment one : List.of(fresh, running.named())) {
      asLater(
          testbed,
          "modeldeployments",
          "governance/properties/legalBasis",
          laterDeployment(namespace, one.getMetadata().getName()));
    }
    asLater(
        testbed,
        "dataclassifications",
        "residency/properties/premises",
        """
        {"apiVersion": "drawbridge.dev/v1alpha1", "kind": "DataClassification",
         "metadata": {"name": "%s"}, "spec": {"rank": 17, "residency": {"premises": "Later"}}}
        """
            .formatted(LATER_CLASS));

    Seen unread = Seen.of(client, fresh);
    assertServed(known, 2, unread, running, client);
    stage.restart(setup -> setup);
    assertServed(known, 3, unread, running, client);

    unread.delete().awaitGone();
  }

  private static String laterDeployment(TestNamespace namespace, String name) {
    return """
        apiVersion: drawbridge.dev/v1alpha1
        kind: ModelDeployment
        metadata: {namespace: %s, name: %s}
        spec:
          dataClassification: public
          model: {name: tiny-stories, version: "1", source: {uri: "oci://registry.example.com/models/tiny-stories:1"}}
          server:
            runtime: LlamaCpp
            image: registry.example.com/llama-server:1
            resources: {limits: {cpu: "1", memory: 1Gi}}
          governance: {owner: demo@example.com, legalBasis: Later}
        """
        .formatted(namespace, name);
  }

  private static void assertServed(
      Seen known, int replicas, Seen unread, Seen running, KubernetesClient client) {
    known.patch("{\"spec\":{\"replicas\":%d}}".formatted(replicas)).awaitReady();
    unread.await(ConditionType.READY, ConditionStatus.FALSE, Reason.SPEC_NOT_UNDERSTOOD);
    running.await(ConditionType.READY, ConditionStatus.FALSE, Reason.SPEC_NOT_UNDERSTOOD);
    assertThat(
            client
                .apps()
                .deployments()
                .inNamespace(running.servingNamespace())
                .withName("model")
                .get())
        .isNotNull();
    await("the class says so too")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        Conditions.find(
                            Objects.requireNonNull(
                                    client
                                        .resources(DataClassification.class)
                                        .withName(LATER_CLASS)
                                        .get()
                                        .getStatus())
                                .conditions(),
                            ConditionType.READY))
                    .hasValueSatisfying(
                        ready ->
                            assertThat(ready.reason())
                                .isEqualTo(Reason.SPEC_NOT_UNDERSTOOD.text())));
  }

  /**
   * Stores it by a definition that allows one value more. Tests beside this one bring the
   * definitions in as they are, and then it is tried again.
   */
  private static void asLater(Testbed testbed, String plural, String field, String object) {
    String patch =
        """
        [{"op": "add", "value": "Later",
          "path": "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/%s/enum/-"}]
        """
            .formatted(field);
    try {
      await("the API server takes " + field)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(
              () -> {
                CommandResult stored =
                    testbed.kubectlWithInput(
                        object, "apply", "--server-side", "--force-conflicts", "--filename=-");
                if (stored.exitCode() != 0) {
                  testbed.kubectl(
                      "patch",
                      "crd/%s.drawbridge.dev".formatted(plural),
                      "--type=json",
                      "--patch=" + patch);
                }
                assertThat(stored.exitCode()).as(stored.stderr()).isZero();
              });
    } finally {
      testbed.applyCrds(Samples.CRDS);
    }
  }
}
