package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.operator.harness.CountingClock;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.ServingObjects;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A reconcile that finds everything in order costs the API server nothing. */
@OnTestbed
class NothingToDoIT {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Set<String> CACHES = Set.of("list", "watch");
  private static final String NODE = "node-eu-west-1-b";
  private static final String SCRATCH_LABEL = "testbed.drawbridge.dev/scratch";

  private static final CountingClock CLOCK = new CountingClock();
  private static Stage stage;
  private static Seen small;
  private static Seen full;

  @BeforeAll
  static void serveTwoModels(Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    stage = Stage.up(testbed, setup -> setup.clock(CLOCK));
    small = stage.deploy(Samples.publicDemo(namespace.name(), "small"));
    full =
        stage.deploy(Samples.labAssistantCalledFromHome(client, namespace.name(), "lab-assistant"));
    small.awaitReady();
    full.awaitReady();
    stage.awaitQuiet();
  }

  @AfterAll
  static void strike() {
    stage.close();
  }

  @Test
  void asksForNothingWhenReconciledAgain() {
    AuditMark mark = stage.auditMark();

    whileReconciled(2, () -> List.of(small, full).forEach(stage::reconcile));

    assertThat(stage.requestsSince(mark)).isEmpty();
  }

  /** Policy may judge labels, so there is a new decision; and nothing but that. */
  @Test
  void writesOnlyTheNewDecisionWhenALabelOfTheDeploymentChanges() {
    AuditMark mark = stage.auditMark();

    whileReconciled(1, () -> small.patch("{\"metadata\":{\"labels\":{\"team\":\"blue\"}}}"));

    assertThat(stage.requestsSince(mark))
        .singleElement()
        .returns("modeldeployments", AuditEntry::resource)
        .returns("status", AuditEntry::subresource);
  }

  @Test
  void asksForNothingWhenALabelOfANodeChanges(KubernetesClient client) {
    AuditMark mark = stage.auditMark();

    try {
      whileReconciled(2, () -> label(client, "1"));
    } finally {
      whileReconciled(2, () -> label(client, null));
    }

    assertThat(stage.requestsSince(mark)).isEmpty();
  }

  @Test
  void asksForNothingWhenSomebodyAnnotatesWhatItMade(KubernetesClient client) {
    AuditMark mark = stage.auditMark();

    whileReconciled(
        1,
        () ->
            new ServingObjects(client, full.servingNamespace())
                .patch(
                    "Service/model",
                    "{\"metadata\":{\"annotations\":{\"team.example.com/note\":\"hello\"}}}",
                    "somebody"));

    assertThat(stage.requestsSince(mark)).isEmpty();
  }

  @Test
  void writesNothingAfterARestart() {
    AuditMark mark = stage.auditMark();

    whileReconciled(2, () -> stage.restart(setup -> setup.clock(CLOCK)));

    assertThat(stage.writesSince(mark)).isEmpty();
    assertThat(stage.requestsSince(mark))
        // It asks once, at its start, which APIs there are.
        .filteredOn(request -> !request.resource().isEmpty())
        .extracting(AuditEntry::verb)
        .isSubsetOf(CACHES);
  }

  /** Until reconciles have really taken place, and a moment longer for what they might send. */
  private static void whileReconciled(int reconciles, Runnable cause) {
    int before = CLOCK.asked();
    cause.run();
    await("reconciles")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(CLOCK.asked()).isGreaterThanOrEqualTo(before + reconciles));
    stage.awaitQuiet();
  }

  private static void label(KubernetesClient client, @Nullable String value) {
    client
        .nodes()
        .withName(NODE)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), // whatever else is written of it meanwhile
            "{\"metadata\":{\"labels\":{\"%s\":%s}}}"
                .formatted(SCRATCH_LABEL, value == null ? "null" : '"' + value + '"'));
  }
}
