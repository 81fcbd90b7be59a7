package dev.drawbridge.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.operator.harness.Chart;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.harness.RunningOperator;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The life of an installation by Helm: install, upgrade, rollback, uninstall. The API server, its
 * admission and cert-manager are real. The pods are simulated, so the operator's work is done by
 * one that runs beside them, with what the release gave its ServiceAccount.
 */
@OnTestbed
@TestMethodOrder(OrderAnnotation.class)
class InstallIT {

  private static final String NAMESPACE = Installation.NAMESPACE;

  /** The simulated nodes' own user stands for kubelets here. */
  private static final String KUBELETS = "--set=isolation.systemUsers={kwok}";

  private static Testbed testbed;
  private static KubernetesClient client;
  private static String token = "";
  private static CompletableFuture<RunningOperator> operator;

  @BeforeAll
  static void clear(Testbed given, KubernetesClient admin) {
    testbed = given;
    client = admin;
    // What other tests have brought in by other means than Helm.
    testbed.kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found").orThrow();
    testbed
        .kubectl(
            "delete",
            "--ignore-not-found",
            "clusterrole/drawbridge-operator",
            "clusterrole/drawbridge-serving",
            "clusterrolebinding/drawbridge-operator",
            "validatingadmissionpolicy/drawbridge-operator-bounds",
            "validatingadmissionpolicybinding/drawbridge-operator-bounds",
            "validatingwebhookconfiguration/drawbridge")
        .orThrow();
    // As before an upgrade: under the name that Helm itself applies them by.
    testbed
        .kubectl(
            "apply",
            "--server-side",
            "--force-conflicts",
            "--field-manager=helm",
            "--filename=" + Samples.CRDS)
        .orThrow();
    testbed.kubectl("delete", "dataclassifications", "--all").orThrow();
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
    operator =
        CompletableFuture.supplyAsync(
            InstallIT::startWhenItMay, task -> Thread.ofVirtual().start(task));
  }

  /** Helm waits for the classes to be ready, which the operator says. */
  private static RunningOperator startWhenItMay() {
    Awaitility.await("the release has given the operator its rights")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () ->
                testbed
                        .kubectl(
                            "auth",
                            "can-i",
                            "watch",
                            "dataclassifications.drawbridge.dev",
                            "--as=" + Installation.USER)
                        .exitCode()
                    == 0);
    return RunningOperator.start(testbed);
  }

  @AfterAll
  static void leaveNothing() {
    operator.join().close();
    testbed.run(
        "helm", "uninstall", "drawbridge", "--namespace=" + NAMESPACE, "--ignore-not-found");
    testbed.kubectl("delete", "namespace", NAMESPACE, "--wait=false", "--ignore-not-found");
    Awaitility.await("the namespace is gone")
        .atMost(Duration.ofSeconds(60))
        .until(() -> client.namespaces().withName(NAMESPACE).get() == null);
  }

  @Test
  @Order(1)
  void installsAndWaits() {
    CommandResult installed = helm("install", "--wait", "--timeout=120s");

    assertThat(installed.stdout())
        .contains("STATUS: deployed", "helm test drawbridge", "kubectl get dataclassifications")
        .doesNotContain("TO DO");
    assertThat(pods("operator")).hasSize(2);
    assertThat(pods("opa")).hasSize(2);
    token = token();
    assertThat(token).hasSize(48);
  }

  @Test
  @Order(2)
  void hasCertificatesThatTheApiServerTrusts() {
    String authority = secret("drawbridge-operator-tls", "ca.crt");

    Awaitility.await("cert-manager has told the API server")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .admissionRegistration()
                            .v1()
                            .validatingWebhookConfigurations()
                            .withName("drawbridge")
                            .get()
                            .getWebhooks())
                    .allSatisfy(
                        webhook ->
                            assertThat(decoded(webhook.getClientConfig().getCaBundle()))
                                .isEqualTo(authority)));
    assertThat(secret("drawbridge-opa-tls", "ca.crt")).isEqualTo(authority);
  }

  @Test
  @Order(3)
  void bringsTheFourClasses() {
    assertThat(client.resources(DataClassification.class).list().getItems())
        .extracting(one -> one.getMetadata().getName())
        .containsExactlyInAnyOrder("public", "internal", "confidential", "strictly-confidential");
  }

  @Test
  @Order(4)
  void upgradesWithoutAnotherToken() {
    List<String> before = policies();

    helm("upgrade", "--wait", "--timeout=120s", "--set=operator.podAnnotations.example\\.com/a=b");

    assertThat(token()).isEqualTo(token);
    assertThat(pods("operator"))
        .hasSize(2)
        .allSatisfy(
            pod ->
                assertThat(pod.getMetadata().getAnnotations()).containsEntry("example.com/a", "b"));
    assertThat(policies()).isEqualTo(before);
  }

  @Test
  @Order(5)
  void rollsBack() {
    testbed
        .run(
            "helm",
            "rollback",
            "drawbridge",
            "1",
            "--namespace=" + NAMESPACE,
            "--wait",
            "--timeout=120s")
        .orThrow();

    assertThat(token()).isEqualTo(token);
    assertThat(pods("operator"))
        .hasSize(2)
        .noneSatisfy(
            pod -> assertThat(pod.getMetadata().getAnnotations()).containsKey("example.com/a"));
  }

  @Test
  @Order(6)
  void isOneInACluster() {
    CommandResult second =
        testbed.run(
            "helm",
            "install",
            "second",
            Chart.folder(testbed).toString(),
            "--namespace=default",
            "--set=classifications.create=false");

    assertThat(second.exitCode()).isNotZero();
    assertThat(second.stderr()).contains("invalid ownership metadata");
  }

  @Test
  @Order(7)
  void uninstallsAndLeavesWhatModelsDependOn() {
    testbed.run("helm", "uninstall", "drawbridge", "--namespace=" + NAMESPACE, "--wait").orThrow();

    assertThat(client.resources(DataClassification.class).list().getItems()).hasSize(4);
    assertThat(
            client
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("modeldeployments.drawbridge.dev")
                .get())
        .isNotNull();
    assertThat(policies()).isEmpty();
    assertThat(
            client
                .admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName("drawbridge")
                .get())
        .isNull();
  }

  private static CommandResult helm(String command, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "helm",
                command,
                "drawbridge",
                Chart.folder(testbed).toString(),
                "--namespace=" + NAMESPACE,
                KUBELETS));
    all.addAll(List.of(options));
    return testbed.run(all.toArray(String[]::new)).orThrow();
  }

  private static List<Pod> pods(String component) {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/component", component)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** The ValidatingAdmissionPolicies, each with what tells whether it was made anew. */
  private static List<String> policies() {
    return client
        .genericKubernetesResources("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy")
        .list()
        .getItems()
        .stream()
        .map(HasMetadata::getMetadata)
        .filter(one -> one.getName().startsWith("drawbridge-"))
        .map(one -> one.getName() + " " + one.getUid())
        .toList();
  }

  private static String token() {
    return secret("drawbridge-opa-token", "token");
  }

  private static String secret(String name, String key) {
    return decoded(
        String.valueOf(
            client.secrets().inNamespace(NAMESPACE).withName(name).get().getData().get(key)));
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
