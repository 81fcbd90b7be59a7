package dev.drawbridge.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The application as built, with its webhook in a real API server and people at kubectl. */
@OnTestbed
@TestMethodOrder(OrderAnnotation.class)
class OperatorProcessIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADD_FINALIZER =
      "--patch=[{\"op\": \"add\", \"path\": \"/metadata/finalizers/-\", \"value\": \"example.com/hold\"}]";
  private static final String REMOVE_FINALIZER =
      "--patch=[{\"op\": \"remove\", \"path\": \"/metadata/finalizers/1\"}]";
  private static final String NO_FINALIZERS = "--patch={\"metadata\": {\"finalizers\": null}}";

  @TempDir static Path folder;

  private static Testbed testbed;
  private static KubernetesClient client;
  private static OperatorProcess operator;

  @BeforeAll
  static void install(Testbed given, KubernetesClient admin) {
    testbed = given;
    client = admin;
    testbed.applyCrds(Samples.CRDS);
    Samples.applyClassifications(client);
    operator = OperatorProcess.start(testbed, folder.resolve("operator.log"));
    // Only now: before the operator answers, the webhook refuses everything.
    testbed
        .kubectlWithInput(operator.webhookConfiguration(testbed), "apply", "--filename=-")
        .orThrow();
    awaitWebhook();
  }

  @AfterAll
  static void uninstall() {
    testbed.kubectl("delete", "--ignore-not-found", "validatingwebhookconfiguration/drawbridge");
    if (operator != null) {
      operator.close();
    }
  }

  /** The API server takes a moment to go by a new configuration. */
  private static void awaitWebhook() {
    Kubectl kubectl = new Kubectl(testbed, "default");
    String refused = kubectl.example("public-demo.yaml").replace("@sha256", ":v1 #");
    Awaitility.await("webhook is asked")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> kubectl.apply(refused, "--dry-run=server").stderr().contains("[digest-pinned]"));
  }

  @Test
  void refusesWithTheExactTextAndServesTheCorrectedOne(TestNamespace namespace) {
    Kubectl kubectl = in(namespace).asConsumer();

    CommandResult refused = kubectl.applyExample("lab-assistant-refused.yaml");

    assertThat(refused.exitCode()).isOne();
    assertThat(refused.stderr().replaceFirst("decision [0-9a-f-]{36}", "decision ID"))
        .isEqualTo(
            """
            Error from server (Forbidden): error when creating "STDIN": admission webhook \
            "modeldeployments.drawbridge.dev" denied the request: refused by policy:
              [residency] spec.placement.regions: class confidential does not allow eu-west-1; \
            fix: set spec.placement.regions to regions among: de-frankfurt, eu-central-1; ref A.5.34
              [digest-pinned] spec.server.image: the image is not pinned by a sha256 digest; \
            fix: write spec.server.image as repository@sha256:<digest> (crane digest IMAGE prints it); \
            ref A.8.32
              [storage-encryption] spec.storage.storageClassName: "plain" does not encrypt; \
            class confidential requires it; fix: name a StorageClass that encrypts, \
            or have security label it drawbridge.dev/encrypted=true; ref A.8.24
              (decision ID, policies %s)
            """
                .formatted(testbed.policyRevision()));
    assertThat(kubectl.names("modeldeployments")).isEmpty();

    CommandResult corrected = kubectl.applyExample("lab-assistant.yaml");

    assertThat(corrected.exitCode()).isZero();
    assertThat(corrected.stderr()).isEmpty();
    kubectl.awaitReady("md/lab-assistant");
  }

  @Test
  void isFoundWellByTheChartsTest() {
    CommandResult result =
        testbed.run(
            Stream.concat(Stream.of("opa"), operator.chartsTest(testbed).stream())
                .toArray(String[]::new));

    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
  }

  @Test
  void answersADryRunAlikeAndStoresNothing(TestNamespace namespace) {
    Kubectl kubectl = in(namespace).asConsumer();
    AuditMark mark = testbed.auditMark();

    CommandResult refused = kubectl.applyExample("lab-assistant-refused.yaml", "--dry-run=server");
    CommandResult admitted = kubectl.applyExample("lab-assistant.yaml", "--dry-run=server");

    assertThat(refused.exitCode()).isOne();
    assertThat(refused.stderr()).contains("refused by policy:", "[residency]");
    assertThat(admitted.exitCode()).isZero();
    assertThat(admitted.stdout()).contains("created (server dry run)");
    assertThat(kubectl.names("modeldeployments")).isEmpty();
    assertThat(testbed.writesSince(mark))
        .noneMatch(write -> write.namespace().equals(namespace.name()));
  }

  @Test
  void judgesAScaleToo(TestNamespace namespace) {
    Kubectl kubectl = in(namespace);
    kubectl.applyExample("public-demo.yaml").orThrow();
    kubectl.awaitReady("md/public-demo");

    CommandResult tooMany = kubectl.run("scale", "--replicas=21", "md/public-demo");

    assertThat(tooMany.exitCode()).isOne();
    assertThat(tooMany.stderr())
        .contains("(Forbidden)", "[bounded-resources] spec.replicas: 21 is more than the 20");

    kubectl.run("scale", "--replicas=2", "md/public-demo").orThrow();

    kubectl.awaitReady("md/public-demo");
    assertThat(kubectl.field("md/public-demo", ".status.readyReplicas")).isEqualTo("2");
  }

  @Test
  void warnsOfAClassThatSharesItsRank() {
    String twin =
        """
        apiVersion: drawbridge.dev/v1alpha1
        kind: DataClassification
        metadata: {name: process-it-twin}
        spec: {rank: 10}
        """;
    try {
      CommandResult applied = new Kubectl(testbed, "default").apply(twin);

      assertThat(applied.exitCode()).isZero();
      assertThat(applied.stderr())
          .contains(
              "Warning: spec.rank: 10 is also the rank of public, so neither is the stricter one");
    } finally {
      testbed.kubectl("delete", "--ignore-not-found", "dataclassification/process-it-twin");
    }
  }

  @Test
  void warnsOfARegionWithoutNodes(TestNamespace namespace) {
    Kubectl kubectl = in(namespace);
    CommandResult applied =
        kubectl.apply(
            kubectl.example("public-demo.yaml") + "  placement: {regions: [moon-1]}\n",
            "--dry-run=server");

    assertThat(applied.exitCode()).isZero();
    assertThat(applied.stderr())
        .contains("Warning: [residency] spec.placement: the cluster has no node in moon-1");
  }

  @Test
  void leavesItsReasonsInTheAuditLog(TestNamespace namespace) {
    Kubectl kubectl = in(namespace).asConsumer();
    AuditMark mark = testbed.auditMark();

    kubectl.applyExample("public-demo.yaml", "--dry-run=server").orThrow();
    kubectl.applyExample("lab-assistant-refused.yaml");

    List<AuditEntry> creations =
        testbed.requestsSince(mark).stream()
            .filter(entry -> entry.resource().equals("modeldeployments"))
            .filter(entry -> entry.namespace().equals(namespace.name()))
            .filter(entry -> entry.verb().equals("create"))
            .toList();
    assertThat(creations).hasSize(2);
    String prefix = "modeldeployments.drawbridge.dev/";
    assertThat(creations)
        .extracting(entry -> entry.annotations().get(prefix + "result"))
        .containsExactly("allow", "deny");
    assertThat(creations)
        .allSatisfy(
            entry ->
                assertThat(entry.annotations())
                    .containsEntry(prefix + "policy-revision", testbed.policyRevision())
                    .containsKeys(prefix + "decision-id", prefix + "input-digest"));
  }

  @Test
  void outlivesAnOutageOfThePolicyEngine(TestNamespace namespace) {
    Kubectl kubectl = in(namespace);
    kubectl.applyExample("public-demo.yaml").orThrow();
    kubectl.awaitReady("md/public-demo");
    String serving = kubectl.field("md/public-demo", ".status.servingNamespace");
    List<String> pods = podIds(serving);

    testbed.stop("opa");
    try {
      CommandResult change = kubectl.run("scale", "--replicas=2", "md/public-demo");
      assertThat(change.exitCode()).isOne();
      assertThat(change.stderr())
          .contains(
              "(ServiceUnavailable)",
              "policy cannot be asked, so nothing is changed [unreachable]",
              "see whether OPA runs, then apply again");
      assertThat(kubectl.applyExample("public-demo.yaml").exitCode()).isZero();
      kubectl.run("label", "md/public-demo", "team=x").orThrow();
      kubectl.run("patch", "md/public-demo", "--type=json", ADD_FINALIZER).orThrow();
      kubectl.run("patch", "md/public-demo", "--type=json", REMOVE_FINALIZER).orThrow();
      Awaitility.await("the outage is noticed")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(kubectl.reason("md/public-demo", "PolicyEngineAvailable"))
                      .isEqualTo("WaitingForPolicyEngine"));
      assertThat(kubectl.reason("md/public-demo", "Ready")).isEqualTo("Ready");
      assertThat(podIds(serving)).isEqualTo(pods);
      Awaitility.await("the health page tells, too")
          .atMost(Duration.ofSeconds(30))
          .until(() -> operator.get("/q/health/well").statusCode() == 503);
      assertThat(operator.get("/q/health").statusCode()).isEqualTo(503);
      assertThat(operator.get("/q/health/ready").statusCode()).isEqualTo(200);
      assertThat(operator.get("/q/health/live").statusCode()).isEqualTo(200);
      assertThat(operator.get("/q/health/well"))
          .satisfies(
              well -> {
                assertThat(well.statusCode()).isEqualTo(503);
                assertThat(well.body())
                    .contains("policy engine", "unreachable", "see whether OPA runs");
              });
    } finally {
      testbed.start("opa");
    }

    Awaitility.await("policy is asked again")
        .atMost(Duration.ofSeconds(30))
        .until(() -> operator.get("/q/health/well").statusCode() == 200);
    kubectl.run("scale", "--replicas=2", "md/public-demo").orThrow();
    kubectl.awaitReady("md/public-demo");
    assertThat(podIds(serving)).hasSize(2).containsAll(pods);
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void measuresWhatItDoes(TestNamespace namespace) {
    Kubectl kubectl = in(namespace);
    kubectl.applyExample("public-demo.yaml").orThrow();
    kubectl.awaitReady("md/public-demo");

    Awaitility.await("what is ready has been counted") // a moment after it is told
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(operator.get("/q/metrics").body())
                    .contains("opa_call_seconds_count{outcome=\"answered\"}")
                    .containsPattern("policy_bundle_age_seconds [1-9]")
                    .containsPattern(
                        "drawbridge_decisions_total\\{outcome=\"allow\",phase=\"admission\"} [1-9]")
                    .containsPattern(
                        "drawbridge_decisions_total\\{outcome=\"allow\",phase=\"reconcile\"} [1-9]")
                    .containsPattern("drawbridge_model_deployments\\{ready=\"true\"} [1-9]")
                    .contains("reconciliations_"));
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void logsOneJsonObjectALineWithDeploymentAndDecision(TestNamespace namespace) {
    Kubectl kubectl = in(namespace);
    kubectl.applyExample("public-demo.yaml").orThrow();
    kubectl.awaitReady("md/public-demo");
    String decision = kubectl.field("md/public-demo", ".status.decision.id");

    Awaitility.await("what is told is logged") // a moment after it is in the status
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(operator.log())
                    .filteredOn(line -> !line.isBlank())
                    .map(OperatorProcessIT::parse)
                    .anySatisfy(
                        line -> {
                          String name = namespace.name() + "/public-demo";
                          assertThat(line.at("/mdc/deployment").asText()).isEqualTo(name);
                          assertThat(line.at("/mdc/decision").asText()).isEqualTo(decision);
                          assertThat(line.at("/mdc/reason").asText()).isEqualTo("Ready");
                          assertThat(line.path("message").asText()).startsWith(name + ": Ready: ");
                        }));
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void endsWhenItIsToldToAndIsMissedOnlyByChanges(TestNamespace namespace) {
    Kubectl kubectl = in(namespace);
    kubectl.applyExample("public-demo.yaml").orThrow();
    kubectl.awaitReady("md/public-demo");
    String serving = kubectl.field("md/public-demo", ".status.servingNamespace");
    try {
      operator.tellToEnd();
      assertThat(KeptConnection.to(operator, testbed).askUntilItCloses())
          .as("what a caller with an open connection hears")
          .allMatch(answer -> answer.startsWith("400"));
      assertThat(operator.endsWithin(Duration.ofSeconds(25))).isTrue();
      // As of every JVM that a SIGTERM ends.
      assertThat(operator.exitCode()).isEqualTo(143);
      assertThat(operator.log())
          .noneMatch(line -> line.contains("shutdown task failed"))
          .last()
          .asString()
          .contains("drawbridge-operator stopped in");

      CommandResult change = kubectl.run("scale", "--replicas=2", "md/public-demo");
      assertThat(change.exitCode()).isOne();
      assertThat(change.stderr()).contains("failed calling webhook");
      kubectl.run("label", "md/public-demo", "team=x").orThrow();
      assertThat(podIds(serving)).hasSize(1);
      classesAreChangedByNobodyButBroughtByTheRelease(kubectl);
    } finally {
      // Nobody is left to take the model away.
      kubectl.run("patch", "md/public-demo", "--type=merge", NO_FINALIZERS).orThrow();
      kubectl.run("delete", "md/public-demo").orThrow();
      testbed.kubectl("delete", "--wait=false", "namespace", serving).orThrow();
    }
  }

  private static void classesAreChangedByNobodyButBroughtByTheRelease(Kubectl kubectl) {
    CommandResult changed =
        kubectl.run(
            "patch", "dataclassification/public", "--type=merge", "-p={\"spec\":{\"rank\":11}}");
    assertThat(changed.exitCode()).isOne();
    assertThat(changed.stderr())
        .contains("failed calling webhook \"dataclassifications.drawbridge.dev\"");
    assertThat(kubectl.apply(classOf("somebody")).stderr()).contains("failed calling webhook");
    // As Helm does in a first installation, when no operator answers yet.
    kubectl.apply(classOf("drawbridge")).orThrow();
    kubectl.run("label", "dataclassification/process-it-brought", "team=x").orThrow();
    kubectl.run("delete", "dataclassification/process-it-brought").orThrow();
  }

  private static String classOf(String release) {
    return """
        apiVersion: drawbridge.dev/v1alpha1
        kind: DataClassification
        metadata:
          name: process-it-brought
          labels: {app.kubernetes.io/instance: %s}
        spec: {rank: 77}
        """
        .formatted(release);
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }

  private static Kubectl in(TestNamespace namespace) {
    return new Kubectl(testbed, namespace.name());
  }

  private static List<String> podIds(String namespace) {
    return client.pods().inNamespace(namespace).list().getItems().stream()
        .map(pod -> pod.getMetadata().getUid())
        .sorted()
        .toList();
  }
}
