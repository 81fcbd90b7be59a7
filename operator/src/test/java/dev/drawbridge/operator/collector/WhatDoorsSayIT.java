package dev.drawbridge.operator.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.operator.harness.CountingClock;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.harness.RunningOperator;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.ServingObjects;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.plan.Sha256;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.sidecar.export.ConfigReport;
import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a door says of itself is in the status of its deployment: with a real API server, and a log
 * port with the keys and certificates of the installation.
 */
@OnTestbed
class WhatDoorsSayIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A door answers for so long, and its log does not grow, until it counts as stalled. */
  private static final Duration TOO_LONG = Duration.ofSeconds(121);

  private static final Duration NOT_TOO_LONG = Duration.ofSeconds(110);

  private static final String MEMORIES =
      "/namespaces/%s/configmaps".formatted(Installation.NAMESPACE);

  @TempDir static Path folder;
  private static Stage stage;
  private static Seen seen;
  private static final CountingClock CLOCK = new CountingClock();
  private static final NoMemory NO_MEMORY = new NoMemory();

  private static DoorOfPod door;
  private static String configured;
  private static CollectorOptions options;

  @BeforeAll
  static void serve(Testbed testbed, KubernetesClient client, TestNamespace namespace)
      throws IOException {
    Installation.of(testbed);
    await("certificate of the collector")
        .atMost(PATIENCE)
        .until(
            () ->
                client
                        .secrets()
                        .inNamespace(Installation.NAMESPACE)
                        .withName("drawbridge-collector-tls")
                        .get()
                    != null);
    int port = freePort();
    options =
        new CollectorOptions(
            folder.resolve("copies"),
            1 << 26,
            DoorOfPod.write(
                client,
                Installation.NAMESPACE,
                "drawbridge-collector-tls",
                folder.resolve("collector")),
            folder.resolve("witness"),
            Installation.NAMESPACE,
            "drawbridge.internal",
            "testbed/witness",
            Duration.ofSeconds(1),
            port);
    stage = Stage.up(testbed, WhatDoorsSayIT::collecting);
    seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo"));
    Pod pod = running(client);
    door =
        DoorOfPod.of(
            client,
            pod,
            "testbed/%s/demo".formatted(namespace.name()),
            folder.resolve("pod"),
            port);
    configured = digest(new ServingObjects(client, seen.servingNamespace()).configuration());
    door.config = new ConfigReport(configured, true, "", "");
    bringHere(client, pod);
    seen.awaitReady();
  }

  private static RunningOperator.Setup collecting(RunningOperator.Setup setup) {
    return setup.collector(options).clock(CLOCK).http(NO_MEMORY);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String digest(String json) {
    return "sha256:" + Sha256.hex(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Pod running(KubernetesClient client) {
    var pods = client.pods().inNamespace(seen.servingNamespace());
    return await("a pod with an address")
        .atMost(PATIENCE)
        .until(
            () ->
                pods.list().getItems().stream()
                    .filter(pod -> pod.getStatus().getPodIP() != null)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Its address is simulated too, and nobody is there. */
  private static void bringHere(KubernetesClient client, Pod pod) {
    client
        .resource(pod)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), // whatever else is written of it meanwhile
            "{\"status\":{\"podIP\":\"127.0.0.1\",\"podIPs\":[{\"ip\":\"127.0.0.1\"}]}}");
  }

  @AfterAll
  static void strike(KubernetesClient client) throws IOException {
    if (door != null) {
      door.close();
    }
    stage.close();
    client.secrets().inNamespace(Installation.NAMESPACE).withName(WitnessKey.NAME).delete();
    client.configMaps().inNamespace(Installation.NAMESPACE).list().getItems().stream()
        .filter(map -> map.getMetadata().getName().startsWith(WitnessKey.NAME))
        .forEach(map -> client.resource(map).delete());
  }

  /** Has the API server refuse the operator what is in its own namespace, while it is wanted. */
  private static final class NoMemory implements Consumer<HttpClient.Builder> {

    final AtomicInteger reads = new AtomicInteger();
    volatile boolean wanted;

    @Override
    public void accept(HttpClient.Builder builder) {
      builder.addOrReplaceInterceptor(
          "no-memory",
          new Interceptor() {
            @Override
            public void before(BasicBuilder to, HttpRequest request, RequestTags tags) {
              if (wanted && request.uri().getPath().contains(MEMORIES)) {
                to.setHeader("Impersonate-User", "somebody"); // which it may not
                if (request.method().equals("GET")) {
                  reads.incrementAndGet();
                }
              }
            }
          });
    }
  }

  @Test
  void anotherLeaderTellsNothingAnewWhereAllIsWell(KubernetesClient client) throws IOException {
    seen.awaitReady();
    stage.awaitQuiet(); // the event comes a moment after the condition
    DoorOfPod.write(client, Installation.NAMESPACE, WitnessKey.NAME, folder.resolve("witness"));
    int told = seen.events(Reason.READY).size();
    AuditMark mark = stage.auditMark();

    stage.restart(WhatDoorsSayIT::collecting);
    door.record();
    await("it cosigns")
        .atMost(PATIENCE)
        .until(() -> stage.writesSince(mark).stream().anyMatch(WhatDoorsSayIT::isOfTheWitness));
    stage.reconcile(seen);

    await("what it does besides")
        .during(Duration.ofSeconds(2))
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(stage.writesSince(mark)).allMatch(WhatDoorsSayIT::isOfTheWitness));
    assertThat(seen.events(Reason.LOG_NOT_OBSERVED)).isEmpty();
    assertThat(seen.events(Reason.READY)).hasSize(told);
  }

  private static boolean isOfTheWitness(AuditEntry write) {
    return write.resource().equals("configmaps");
  }

  @Test
  void aConfigurationThatADoorRefusesIsInTheConditionUntilItIsMended() {
    door.config =
        new ConfigReport("sha256:" + "0".repeat(64), false, "limits.connections is 0", "");

    seen.await(ConditionType.AUDIT_ACTIVE, ConditionStatus.FALSE, Reason.CONFIGURATION_REFUSED);
    assertThat(seen.condition(ConditionType.AUDIT_ACTIVE).orElseThrow().message())
        .contains("limits.connections is 0", "ConfigMap sidecar-");
    assertThat(seen.ready()).isFalse();
    seen.awaitEvents(Reason.CONFIGURATION_REFUSED, 1);

    AuditMark mark = stage.auditMark();
    stage.reconcile(seen);
    await("another visit of the collector")
        .pollDelay(Duration.ofSeconds(3))
        .atMost(PATIENCE)
        .until(() -> true);
    stage.reconcile(seen);
    assertThat(stage.writesSince(mark))
        .as("writes but for the memory of the witness")
        .filteredOn(write -> !write.resource().equals("configmaps"))
        .extracting(AuditEntry::resource)
        .isEmpty();

    door.config = new ConfigReport(configured, true, "", "");
    seen.await(ConditionType.AUDIT_ACTIVE, ConditionStatus.TRUE, Reason.VERIFIED);
    assertThat(seen.awaitReady().events(Reason.CONFIGURATION_REFUSED)).hasSize(1);
    assertThat(seen.condition(ConditionType.AUDIT_ACTIVE).orElseThrow().message())
        .contains("1 pods are behind their doors", "the witness agrees");
  }

  @Test
  void aConfigurationThatADoorDoesNotTakeIsInTheConditionWhenItsTimeIsOver() {
    door.config = new ConfigReport("sha256:" + "1".repeat(64), true, "", "");
    seen.await(ConditionType.AUDIT_ACTIVE, ConditionStatus.FALSE, Reason.CONFIGURATION_PENDING);

    for (int step = 0; step < 3; step++) { // five minutes and a half, in which its log goes on
      CLOCK.advance(NOT_TOO_LONG);
      door.record();
      await("it is seen to grow").atMost(PATIENCE).until(() -> door.isWhollyCollected());
    }

    seen.await(ConditionType.AUDIT_ACTIVE, ConditionStatus.FALSE, Reason.CONFIGURATION_NOT_TAKEN);
    assertThat(seen.condition(ConditionType.AUDIT_ACTIVE).orElseThrow().message())
        .contains("for more than five minutes", "delete the pod");
    assertThat(seen.ready()).isFalse();
    seen.awaitEvents(Reason.CONFIGURATION_NOT_TAKEN, 1);
    door.config = new ConfigReport(configured, true, "", "");
    seen.await(ConditionType.AUDIT_ACTIVE, ConditionStatus.TRUE, Reason.VERIFIED).awaitReady();
  }

  @Test
  void aLogThatNeitherGrowsNorShowsAHeartbeatIsInTheCondition() {
    door.hang();
    await("all that it has shown is seen").atMost(PATIENCE).until(() -> door.isCollected());

    CLOCK.advance(TOO_LONG);

    seen.await(ConditionType.AUDIT_ACTIVE, ConditionStatus.FALSE, Reason.LOG_STALLED);
    assertThat(seen.ready()).isFalse();
    door.goOn();
    door.record();
    seen.await(ConditionType.AUDIT_ACTIVE, ConditionStatus.TRUE, Reason.VERIFIED).awaitReady();
  }

  private static void recordAndSign() {
    door.record();
    await("a checkpoint").atMost(PATIENCE).until(() -> door.isSigned());
  }

  /** Each visit of the collector begins with one. */
  private static void awaitReads(int more) {
    int before = NO_MEMORY.reads.get();
    await("%d more reads that are refused".formatted(more))
        .atMost(PATIENCE)
        .until(() -> NO_MEMORY.reads.get() >= before + more);
  }

  @Test
  void aLogThatTheWitnessCannotCosignIsInTheCondition() {
    NO_MEMORY.wanted = true;
    try {
      door.record(); // it is to be cosigned, and cannot be remembered
      awaitReads(1);
      CLOCK.advance(NOT_TOO_LONG);
      recordAndSign(); // the log itself goes on
      awaitReads(2); // the first visit that sees it is over when the second begins
      recordAndSign();
      CLOCK.advance(NOT_TOO_LONG);

      seen.await(ConditionType.AUDIT_ACTIVE, ConditionStatus.UNKNOWN, Reason.LOG_NOT_WITNESSED);
      assertThat(seen.ready()).isFalse();
    } finally {
      NO_MEMORY.wanted = false;
    }
    door.record();
    seen.await(ConditionType.AUDIT_ACTIVE, ConditionStatus.TRUE, Reason.VERIFIED).awaitReady();
  }
}
