package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.ServingObjects;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.plan.OwnedFields;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status is what was observed; whoever writes something else into it gets nothing by it. */
@OnTestbed
class ForgedStatusIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static Stage stage;
  private static Seen seen;
  private static ServingObjects serving;

  @BeforeAll
  static void serve(Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    stage = Stage.up(testbed);
    seen = stage.deploy(Samples.publicDemo(namespace.name(), "demo")).awaitReady();
    serving = new ServingObjects(client, seen.servingNamespace());
    stage.awaitQuiet();
  }

  @AfterAll
  static void strike() {
    stage.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a decision       | {"decision":{"id":"forged","result":"Deny","policyRevision":"mine"}}
          a digest         | {"admittedDigest":"sha256:0000000000000000000000000000000000000000000000000000000000000000"}
          no digest        | {"admittedDigest":null}
          no decision      | {"decision":null}
          a namespace      | {"servingNamespace":"kube-system"}
          numbers          | {"replicas":99,"readyReplicas":99}
          a generation     | {"observedGeneration":99}
          a fresh start    | {"observedGeneration":-1,"conditions":[],"decision":null,"admittedDigest":null}
          one more state   | {"conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","lastTransitionTime":"2020-01-01T00:00:00Z"},{"type":"Certified","status":"True","reason":"Certified","message":"","lastTransitionTime":"2020-01-01T00:00:00Z"}]}
          """)
  void isPutBackWithoutTouchingWhatRuns(String what, String forged, Testbed testbed) {
    ModelDeploymentStatus honest = seen.status();
    Map<String, String> running = serving.snapshot();
    AuditMark mark = stage.auditMark();

    forge(testbed, seen, forged);

    awaitHonest(honest);
    stage.awaitQuiet();
    assertThat(serving.snapshot()).isEqualTo(running);
    assertThat(serving.podVersions()).isEqualTo(1);
    assertThat(stage.writesSince(mark))
        .hasSizeLessThanOrEqualTo(6)
        .extracting(AuditEntry::resource)
        .isSubsetOf("modeldeployments", "events");
  }

  @Test
  void doesNotAdmitWhatPolicyRefused(Testbed testbed, KubernetesClient client) {
    Map<String, String> running = serving.snapshot();
    ModelDeploymentStatus admitted = seen.status();
    seen.patch("{\"spec\":{\"governance\":null,\"replicas\":3}}")
        .await(ConditionType.READY, ConditionStatus.FALSE, Reason.POLICY_DENIED);
    stage.awaitQuiet();
    ModelDeploymentStatus refused = seen.status();

    forge(
        testbed,
        seen,
        """
        {"conditions":[{"type":"Ready","status":"True","reason":"Ready","message":"","observedGeneration":%d,"lastTransitionTime":"2020-01-01T00:00:00Z"}],
         "decision":{"id":"forged","result":"Allow","policyRevision":"mine","inputDigest":"%s"}}
        """
            .formatted(
                seen.now().getMetadata().getGeneration(),
                Objects.requireNonNull(refused.decision()).inputDigest()));

    seen.await(ConditionType.READY, ConditionStatus.FALSE, Reason.POLICY_DENIED);
    awaitHonest(refused);
    assertThat(serving.snapshot()).isEqualTo(running);
    seen.patch("{\"spec\":{\"governance\":{\"owner\":\"demo@example.com\"},\"replicas\":1}}")
        .awaitReady();
    assertThat(seen.status().admittedDigest()).isEqualTo(admitted.admittedDigest());
  }

  /** What was admitted before goes on being guarded, whatever is written over its digest. */
  @Test
  void doesNotForgetWhatRunsWhilePolicyRefusesAChange(Testbed testbed, KubernetesClient client) {
    seen.awaitReady();
    Map<String, String> running = serving.snapshot();
    seen.patch("{\"spec\":{\"governance\":null}}")
        .await(ConditionType.READY, ConditionStatus.FALSE, Reason.POLICY_DENIED);
    stage.awaitQuiet();
    ModelDeploymentStatus refused = seen.status();

    forge(testbed, seen, "{\"admittedDigest\":\"sha256:%s\"}".formatted("0".repeat(64)));

    awaitHonest(refused);
    serving.patch("NetworkPolicy/deny-all", "{\"spec\":{\"policyTypes\":[\"Ingress\"]}}", "me");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(serving.snapshot()).isEqualTo(running));
    seen.patch("{\"spec\":{\"governance\":{\"owner\":\"demo@example.com\"}}}").awaitReady();
  }

  /** Fewer conditions are told then; of those that go, nobody may hold a part. */
  @Test
  void doesNotKeepFromTellingThatTheNamespaceGoes(
      Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    Seen other = stage.deploy(Samples.publicDemo(namespace.name(), "other")).awaitReady();
    forge(
        testbed,
        other,
        """
        {"conditions":[{"type":"Certified","status":"True","reason":"Certified","message":"","lastTransitionTime":"2020-01-01T00:00:00Z"}]}
        """);
    await("nobody but the operator tells anything")
        .atMost(PATIENCE)
        .until(
            () ->
                other.status().conditions().stream()
                    .noneMatch(one -> one.type().equals("Certified")));
    other.awaitReady();
    // Some words of the conditions change, and those alone are held by nobody else from then on.
    other.patch("{\"spec\":{\"replicas\":2}}").awaitReady();

    client.namespaces().withName(other.servingNamespace()).delete();

    other.await(ConditionType.READY, ConditionStatus.FALSE, Reason.SERVING_NAMESPACE_TERMINATING);
    other.awaitReady().delete().awaitGone();
  }

  private static void forge(Testbed testbed, Seen deployment, String status) {
    testbed
        .kubectl(
            "patch",
            "md/" + deployment.named().getMetadata().getName(),
            "--namespace=" + deployment.named().getMetadata().getNamespace(),
            "--subresource=status",
            "--type=merge",
            "--patch={\"status\":" + status + "}")
        .orThrow();
  }

  private static void awaitHonest(ModelDeploymentStatus honest) {
    await("the status is honest again")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              ModelDeployment now = seen.now();
              assertThat(OwnedFields.strangersInStatus(now)).isEmpty();
              assertThat(now.getStatus())
                  .usingRecursiveComparison()
                  .ignoringFieldsMatchingRegexes(
                      ".*lastTransitionTime", "decision\\.(id|evaluatedAt)")
                  .isEqualTo(honest);
            });
  }
}
