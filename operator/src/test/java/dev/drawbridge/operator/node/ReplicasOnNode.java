package dev.drawbridge.operator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.webhook.Reviews;
import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two operators of an installation: both answer the webhook, one reconciles. */
@OnNode
class ReplicasOnNode {

  private static final int DEPLOYMENTS = 50;

  /** A lease's duration and what a loaded machine adds. */
  private static final Duration TAKEOVER = Duration.ofSeconds(60);

  private static final Duration ALL_DONE = Duration.ofMinutes(3);

  private final Testbed testbed;
  private final KubernetesClient client;
  private Release release;

  ReplicasOnNode(Testbed testbed, KubernetesClient client) {
    this.testbed = testbed;
    this.client = client;
    this.release = Release.in(testbed);
  }

  @BeforeEach
  void bothAreThere() {
    await("two replicas, and a leader among them")
        .atMost(TAKEOVER)
        .until(
            () ->
                release.operators().size() == 2
                    && release.operators().stream()
                        .anyMatch(pod -> pod.getMetadata().getName().equals(release.leader())));
  }

  @Test
  void bothDecideOnAdmission(TestNamespace namespace) throws IOException {
    ModelDeployment unpinned =
        Samples.edited(
            Samples.publicDemo(namespace.name(), "demo"),
            yaml -> yaml.replaceAll("(llama-server)@sha256:[0-9a-f]{64}", "$1:v1"));

    for (Pod operator : release.operators()) {
      Replica replica = Replica.of(operator, client);
      JsonNode refused = replica.answer(Reviews.create(unpinned));
      JsonNode admitted =
          replica.answer(Reviews.create(Samples.publicDemo(namespace.name(), "demo")));

      assertThat(refused.path("allowed").asBoolean(true))
          .as(operator.getMetadata().getName())
          .isFalse();
      assertThat(refused.at("/status/message").asText()).contains("[digest-pinned]");
      assertThat(admitted.path("allowed").asBoolean())
          .as(operator.getMetadata().getName())
          .isTrue();
    }
  }

  @Test
  void nothingIsLostOrDoneTwiceWhenTheLeadersPodIsKilled(TestNamespace namespace) {
    String killed = release.leader();
    AuditMark mark = testbed.auditMark();
    List<Seen> deployments = new ArrayList<>();
    Instant kill = Instant.EPOCH;
    for (int number = 0; number < DEPLOYMENTS; number++) {
      if (number == DEPLOYMENTS / 2) {
        kill = Instant.now();
        testbed
            .kubectl(
                "delete",
                "pod",
                killed,
                "-n",
                Installation.NAMESPACE,
                "--grace-period=0",
                "--force")
            .orThrow();
      }
      deployments.add(create(namespace.name(), "demo-" + number));
    }

    await("another pod leads")
        .atMost(TAKEOVER)
        .until(() -> !release.leader().isEmpty() && !release.leader().equals(killed));
    print("takeover after " + Duration.between(kill, Instant.now()).toMillis() + " ms");
    await("all are served")
        .atMost(ALL_DONE)
        .until(() -> deployments.stream().allMatch(ReplicasOnNode::isServed));
    print("all served after " + Duration.between(kill, Instant.now()).toMillis() + " ms");

    assertThat(
            client
                .namespaces()
                .withLabel(Labels.DEPLOYMENT_NAMESPACE, namespace.name())
                .list()
                .getItems())
        .extracting(one -> one.getMetadata().getName())
        .containsExactlyInAnyOrderElementsOf(
            deployments.stream().map(Seen::servingNamespace).toList());
    // What the killed one had just sent may be cut off, and is in the log all the same: as a 504.
    List<AuditEntry> writes =
        testbed.writesSince(mark).stream()
            .filter(AuditEntry.byUser(Installation.USER))
            .filter(AuditEntry::isDone)
            .toList();
    assertThat(deployments)
        .allSatisfy(
            one ->
                assertThat(writes)
                    .filteredOn(write -> write.namespace().equals(one.servingNamespace()))
                    .filteredOn(write -> write.resource().equals("deployments"))
                    .hasSize(1));
    assertThat(deployments)
        .allSatisfy(one -> assertThat(workload(one).getMetadata().getGeneration()).isOne())
        .allSatisfy(
            one ->
                assertThat(
                        client
                            .apps()
                            .replicaSets()
                            .inNamespace(one.servingNamespace())
                            .list()
                            .getItems())
                    .hasSize(1));
    deployments.forEach(Seen::delete);
    deployments.forEach(Seen::awaitGone);
  }

  /** Bound to a region whose nodes are simulated: the machine has not room for so many pods. */
  private Seen create(String namespace, String name) {
    ModelDeployment deployment =
        Samples.edited(
            Samples.publicDemo(namespace, name),
            yaml -> yaml.replace("spec:\n", "spec:\n  placement: {regions: [eu-west-1]}\n"));
    return Seen.of(client, client.resource(deployment).create());
  }

  /** All that can be said of simulated pods: nobody can knock at their walls. */
  private static boolean isServed(Seen seen) {
    return seen.isObserved()
        && Stream.of(
                ConditionType.ADMITTED, ConditionType.ROLLOUT_COMPLETE, ConditionType.AVAILABLE)
            .allMatch(
                type ->
                    seen.condition(type)
                        .filter(one -> one.status() == ConditionStatus.TRUE)
                        .isPresent());
  }

  private Deployment workload(Seen seen) {
    return client
        .apps()
        .deployments()
        .inNamespace(seen.servingNamespace())
        .withName(ServingNames.MODEL)
        .require();
  }

  @SuppressWarnings("SystemOut") // a figure for whoever reads the build
  private static void print(String figure) {
    System.out.println("real node: " + figure);
  }
}
