package dev.drawbridge.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.harness.Remains;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two operators as the chart runs them: both answer the webhook, one of them reconciles. */
@OnTestbed
class LeaderElectionIT {

  /** The lease's duration, and then some. */
  private static final Duration TAKEOVER = Duration.ofSeconds(40);

  private static final int DEPLOYMENTS = 12;

  @TempDir Path folder;

  private final Testbed testbed;
  private final KubernetesClient client;
  private OperatorProcess first;
  private OperatorProcess second;

  LeaderElectionIT(Testbed testbed, KubernetesClient client) {
    this.testbed = testbed;
    this.client = client;
  }

  @BeforeEach
  void startBoth() {
    testbed.applyCrds(Samples.CRDS);
    Samples.applyClassifications(client);
    Remains.awaitGone(client);
    client.leases().inNamespace(Installation.NAMESPACE).withName("drawbridge-operator").delete();
    first = start("first");
    await("the first leads").atMost(TAKEOVER).until(() -> "first".equals(leader()));
    second = start("second");
  }

  @AfterEach
  void endBoth() {
    testbed.kubectl("delete", "--ignore-not-found", "validatingwebhookconfiguration/drawbridge");
    first.close();
    second.close();
    client.leases().inNamespace(Installation.NAMESPACE).withName("drawbridge-operator").delete();
  }

  private OperatorProcess start(String name) {
    return OperatorProcess.start(
        testbed,
        folder.resolve(name + ".log"),
        Map.of(
            "DRAWBRIDGE_INSTANCE",
            name,
            "DRAWBRIDGE_LEADER_ELECTION_NAMESPACE",
            Installation.NAMESPACE));
  }

  private String leader() {
    var lease =
        client.leases().inNamespace(Installation.NAMESPACE).withName("drawbridge-operator").get();
    return lease == null ? "" : Objects.toString(lease.getSpec().getHolderIdentity(), "");
  }

  @Test
  void theFollowerAnswersTheWebhookToo(TestNamespace namespace) {
    Kubectl kubectl = new Kubectl(testbed, namespace.name());
    String refused = kubectl.example("public-demo.yaml").replace("@sha256", ":v1 #");

    testbed
        .kubectlWithInput(second.webhookConfiguration(testbed), "apply", "--filename=-")
        .orThrow();

    await("the follower is asked")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> kubectl.apply(refused, "--dry-run=server").stderr().contains("[digest-pinned]"));
    assertThat(leader()).isEqualTo("first");
  }

  @Test
  void nothingIsLostOrDoneTwiceWhenTheLeaderIsKilled(TestNamespace namespace) {
    AuditMark mark = testbed.auditMark();
    List<Seen> deployments =
        IntStream.range(0, DEPLOYMENTS)
            .mapToObj(
                number -> {
                  if (number == DEPLOYMENTS / 2) {
                    first.kill();
                  }
                  return demo(namespace, number);
                })
            .toList();

    await("the second takes over").atMost(TAKEOVER).until(() -> "second".equals(leader()));

    deployments.forEach(Seen::awaitReady);
    for (Seen deployment : deployments) {
      assertThat(
              testbed.writesSince(mark).stream()
                  .filter(AuditEntry.byUser(Installation.USER))
                  .filter(entry -> entry.namespace().equals(deployment.servingNamespace()))
                  .filter(entry -> entry.resource().equals("deployments"))
                  .filter(AuditEntry::isDone)
                  .toList())
          .as("writes of the Deployment of " + deployment.servingNamespace())
          .hasSize(1);
    }
    deployments.forEach(Seen::delete);
    deployments.forEach(Seen::awaitGone);
  }

  /** In the middle of its work. */
  @Test
  void aLeaderThatIsToldToEndEndsAndIsFollowed(TestNamespace namespace) {
    List<Seen> deployments = new ArrayList<>();
    do {
      deployments.add(demo(namespace, deployments.size()));
      assertThat(deployments).as("deployments made before it has ended").hasSizeLessThan(40);
    } while (!first.endsWithin(Duration.ofMillis(500)));

    assertThat(leader())
        .as("the leader when the first has ended: not until its lease runs out")
        .isNotEqualTo("first");
    await("the second takes over").atMost(TAKEOVER).until(() -> "second".equals(leader()));

    deployments.forEach(Seen::awaitReady);
    deployments.forEach(Seen::delete);
    deployments.forEach(Seen::awaitGone);
  }

  private Seen demo(TestNamespace namespace, int number) {
    return Seen.of(
        client, client.resource(Samples.publicDemo(namespace.name(), "demo-" + number)).create());
  }

  @Test
  void aLeaderWhoseLeaseIsTakenEnds() {
    client
        .leases()
        .inNamespace(Installation.NAMESPACE)
        .withName("drawbridge-operator")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), // whatever the leader writes meanwhile
            "{\"spec\":{\"holderIdentity\":\"somebody-else\"}}");

    await("it ends by itself").atMost(TAKEOVER).until(first::hasEnded);
    assertThat(first.exitCode()).isOne();
  }
}
