package dev.drawbridge.operator.chart;

import static dev.drawbridge.operator.chart.HelmRelease.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.harness.Helm;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The life of a release by each Helm: install, upgrade, rollback, uninstall, and what a hand in
 * between does to them. The API server, its admission and cert-manager are real. The pods are
 * simulated, so what Helm 4 waits to hear from the operator is said by one that runs beside them,
 * with what the release gave its ServiceAccount.
 */
@OnTestbed
@ParameterizedClass
@EnumSource
@TestMethodOrder(OrderAnnotation.class)
class ReleaseIT extends HelmStage {

  private static final String OURS = "Ours";
  private static final String ANNOTATED = "--set=operator.podAnnotations.example\\.com/a=b";
  private static final String NO_CLASSES = "--set=classifications.create=false";

  private static String token = "";

  ReleaseIT(Helm helm, Testbed testbed) {
    super(helm, testbed);
  }

  @Test
  @Order(1)
  void installsAndWaits() {
    // Helm 3 does not wait for what an operator says, so it gets none.
    if (helm == Helm.FOUR) {
      startOperator();
    }

    CommandResult done = release.install(chart, WAIT).orThrow();

    assertThat(done.stdout())
        .contains("STATUS: deployed", "helm test drawbridge", "kubectl get dataclassifications")
        .containsOnlyOnce("TO DO")
        .contains("TO DO: copies of the audit logs are on an emptyDir");
    assertThat(installed.pods("operator")).hasSize(2);
    assertThat(installed.pods("opa")).hasSize(2);
    assertThat(classes.names())
        .containsExactlyInAnyOrder("public", "internal", "confidential", "strictly-confidential");
    assertThat(classes.ready()).hasSize(helm == Helm.FOUR ? 4 : 0);
    assertThat(installed.operationsOfHelm())
        .containsExactly(helm == Helm.FOUR ? "Apply" : "Update");
    token = installed.token();
    assertThat(token).hasSize(48);
  }

  @Test
  @Order(2)
  void hasCertificatesThatTheApiServerTrusts() {
    String authority = installed.encoded("drawbridge-operator-tls", "ca.crt");

    Awaitility.await("cert-manager has told the API server")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(installed.authoritiesOfWebhooks()).hasSize(2).containsOnly(authority));
    assertThat(installed.encoded("drawbridge-opa-tls", "ca.crt")).isEqualTo(authority);
  }

  @Test
  @Order(3)
  void upgradesAllButTheTokenAndTheDefinitions() throws IOException {
    NextVersion.make(testbed, chart, next);
    List<String> policies = installed.policies();
    List<String> authorities = installed.authoritiesOfWebhooks();

    CommandResult done = release.upgrade(next, ANNOTATED, "--wait", "--timeout=120s").orThrow();

    assertThat(done.stdout()).contains("REVISION: 2");
    awaitPods(ReleaseIT::annotated);
    assertThat(installed.token()).isEqualTo(token);
    assertThat(installed.policies()).isEqualTo(policies);
    assertThat(installed.authoritiesOfWebhooks()).isEqualTo(authorities);
    assertThat(classes.mayHave(NextVersion.FIELD)).isFalse();
  }

  @Test
  @Order(4)
  void bringsDefinitionsByTheCommandBefore() {
    CommandResult done = release.bringDefinitions(next).orThrow();

    assertThat(done.stdout())
        .contains("modeldeployments.drawbridge.dev", "dataclassifications.drawbridge.dev");
    assertThat(classes.mayHave(NextVersion.FIELD)).isTrue();
  }

  @Test
  @Order(5)
  void whatWasScaledByHandIsAConflictOrTakenBack() {
    testbed
        .kubectl(
            "scale",
            "deployment/drawbridge-opa",
            "--replicas=3",
            "--namespace=" + Installation.NAMESPACE)
        .orThrow();

    CommandResult upgraded = release.upgrade(chart, ANNOTATED);

    switch (helm) {
      case FOUR -> {
        assertThat(upgraded.exitCode()).isNotZero();
        assertThat(upgraded.stderr()).contains("conflict with \"kubectl\"", ".spec.replicas");
        release.upgrade(chart, ANNOTATED, "--force-conflicts").orThrow();
      }
      case THREE -> assertThat(upgraded.exitCode()).isZero();
    }
    assertThat(installed.deployment("drawbridge-opa").getSpec().getReplicas()).isEqualTo(2);
  }

  @Test
  @Order(6)
  void rollsBackAllButTheTokenAndTheDefinitions() {
    release.rollBackToTheFirst(WAIT).orThrow();

    assertThat(installed.token()).isEqualTo(token);
    awaitPods(pod -> !annotated(pod));
    assertThat(classes.mayHave(NextVersion.FIELD)).isTrue();
  }

  @Test
  @Order(7)
  void aClassThatWasChangedByHandIsAConflictOrLeft() {
    classes.describe(OURS);

    CommandResult upgraded = release.upgrade(chart);

    switch (helm) {
      case FOUR -> {
        assertThat(upgraded.exitCode()).isNotZero();
        assertThat(upgraded.stderr()).contains("conflict with", "DataClassification");
      }
      case THREE -> assertThat(upgraded.exitCode()).isZero();
    }
    assertThat(classes.description()).isEqualTo(OURS);
  }

  @Test
  @Order(8)
  void leavesTheClassesOnceTheyAreSwitchedOffAndDoesNotRollThatBack() {
    release.upgrade(chart, NO_CLASSES).orThrow();
    assertThat(classes.names()).hasSize(4);

    CommandResult back = release.rollBackToTheFirst();

    assertThat(back.exitCode()).isNotZero();
    assertThat(back.stderr()).contains("DataClassification");
    assertThat(classes.description()).isEqualTo(OURS);
  }

  @Test
  @Order(9)
  void isOneInACluster() {
    CommandResult second =
        helm.run(testbed, "install", "second", chart.toString(), "--namespace=default", NO_CLASSES);

    assertThat(second.exitCode()).isNotZero();
    assertThat(second.stderr()).contains("invalid ownership metadata");
    // By then Helm 4 has brought its chart's definitions, here older ones.
    assertThat(classes.mayHave(NextVersion.FIELD)).isEqualTo(helm == Helm.THREE);
  }

  @Test
  @Order(10)
  void uninstallsAndLeavesWhatModelsDependOn() {
    endOperator();
    serving.make();
    release.bringDefinitions(next).orThrow();

    release.uninstall("--wait").orThrow();

    assertThat(installed.policies()).isEmpty();
    assertThat(installed.authoritiesOfWebhooks()).isEmpty();
    assertThat(installed.pods("operator")).isEmpty();
    assertThat(classes.names()).hasSize(4);
    assertThat(classes.mayHave(NextVersion.FIELD)).isTrue();
    assertThat(serving.bindings()).containsExactly("drawbridge-operator");
    assertThat(installed.secrets())
        .containsExactlyInAnyOrder(
            "drawbridge-opa-token",
            "drawbridge-ca",
            "drawbridge-collector-tls",
            "drawbridge-operator-tls",
            "drawbridge-opa-tls");
  }

  @Test
  @Order(11)
  void installsAgainOverWhatStayed() {
    CommandResult again = release.install(chart);

    switch (helm) {
      case FOUR -> {
        assertThat(again.stderr()).contains("conflict with", "DataClassification");
        release.upgrade(chart, NO_CLASSES).orThrow();
        assertThat(classes.mayHave(NextVersion.FIELD)).isFalse();
      }
      case THREE -> {
        assertThat(again.exitCode()).isZero();
        assertThat(classes.mayHave(NextVersion.FIELD)).isTrue();
        isCarriedOnByHelm4();
      }
    }
    assertThat(classes.description()).isEqualTo(OURS);
  }

  private void isCarriedOnByHelm4() {
    token = installed.token();

    new HelmRelease(testbed, Helm.FOUR).upgrade(chart, ANNOTATED).orThrow();

    assertThat(installed.token()).isEqualTo(token);
    assertThat(installed.deployment("drawbridge-operator").getSpec().getTemplate())
        .matches(template -> template.getMetadata().getAnnotations().containsKey("example.com/a"));
    // Until it is told otherwise, in the way of Helm 3.
    assertThat(installed.operationsOfHelm()).containsExactly("Update");
  }

  /** Helm 3 waits for new pods, and not for the end of those before. */
  private void awaitPods(Predicate<Pod> such) {
    Awaitility.await("only the new pods of the operator are left")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(installed.pods("operator")).hasSize(2).allMatch(such));
  }

  private static boolean annotated(Pod pod) {
    return "b".equals(pod.getMetadata().getAnnotations().get("example.com/a"));
  }
}
