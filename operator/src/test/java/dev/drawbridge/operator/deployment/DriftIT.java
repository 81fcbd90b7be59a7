package dev.drawbridge.operator.deployment;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.operator.harness.CountingClock;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.ServingObjects;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever somebody does to a serving namespace is undone, or reported where it cannot be. */
@OnTestbed
class DriftIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final CountingClock CLOCK = new CountingClock();

  private static Stage stage;
  private static Seen seen;
  private static ServingObjects serving;
  private static Map<String, String> inOrder;

  @BeforeAll
  static void serve(Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    stage = Stage.up(testbed, setup -> setup.clock(CLOCK));
    seen =
        stage
            .deploy(Samples.labAssistantCalledFromHome(client, namespace.name(), "lab-assistant"))
            .awaitReady();
    serving = new ServingObjects(client, seen.servingNamespace());
    inOrder = serving.snapshot();
  }

  @AfterAll
  static void strike() {
    stage.close();
  }

  /** No test may use up what the next one needs of the budget for repairs. */
  @BeforeEach
  void forgetRepairs() {
    CLOCK.advance(RepairBudget.WINDOW.plusSeconds(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Namespace                       | {"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"privileged"}}}
          Namespace                       | {"metadata":{"labels":{"pod-security.kubernetes.io/enforce":null}}}
          Namespace                       | {"metadata":{"labels":{"drawbridge.dev/classification":"public"}}}
          NetworkPolicy/deny-all          | {"spec":{"policyTypes":["Ingress"]}}
          NetworkPolicy/deny-all          | {"spec":{"podSelector":{"matchLabels":{"other":"pod"}}}}
          NetworkPolicy/deny-all          | {"spec":{"egress":[{}]}}
          NetworkPolicy/allow-dns         | {"spec":{"egress":[{}]}}
          NetworkPolicy/allow-consumers   | {"spec":{"ingress":[{}]}}
          RoleBinding/drawbridge-operator | {"subjects":[{"kind":"User","name":"intruder","apiGroup":"rbac.authorization.k8s.io"}]}
          ResourceQuota/serving           | {"spec":{"hard":{"pods":"100"}}}
          ResourceQuota/serving           | {"spec":{"hard":{"count/secrets":"100"}}}
          LimitRange/serving              | {"spec":{"limits":[{"type":"Container","max":{"cpu":"100"}}]}}
          ServiceAccount/model            | {"automountServiceAccountToken":true}
          ServiceAccount/model            | {"imagePullSecrets":[{"name":"mine"}]}
          ConfigMap/admitted              | {"data":{"record.json":"{}"}}
          ConfigMap/admitted              | {"data":{"more":"of it"}}
          ConfigMap/audit-keys            | {"data":{"kek.epochs":"1"}}
          Certificate/model               | {"spec":{"secretName":"other","issuerRef":{"name":"other"}}}
          Certificate/consumer-chatbot    | {"spec":{"issuerRef":{"name":"other"}}}
          Service/model                   | {"spec":{"selector":{"app":"other"}}}
          Service/model                   | {"spec":{"externalIPs":["192.0.2.1"]}}
          Service/model                   | {"spec":{"ports":[{"name":"https","protocol":"TCP","port":443,"targetPort":8080}]}}
          PodDisruptionBudget/model       | {"spec":{"maxUnavailable":2}}
          Deployment/model                | {"spec":{"replicas":0}}
          Deployment/model                | {"spec":{"template":{"spec":{"hostNetwork":true,"hostUsers":null}}}}
          Deployment/model                | {"spec":{"template":{"spec":{"priorityClassName":"system-node-critical"}}}}
          Deployment/model                | {"spec":{"template":{"metadata":{"annotations":{"sidecar.example.com/inject":"true"}}}}}
          Deployment/model                | {"spec":{"strategy":{"rollingUpdate":{"maxUnavailable":1}}}}
          Deployment/model                | {"spec":{"paused":true}}
          """)
  void putsBackWhatSomebodyEdits(String object, String edit) {
    int told = seen.events(Reason.DRIFT_REPAIRED).size();

    serving.patch(object, edit, "intruder");

    awaitOrder();
    awaitDriftRepaired(told, "intruder");
  }

  /** Nobody could tell later which one was genuine, so it is refused and not repaired. */
  @Test
  void theKeyOfALogIsNobodysToChange() {
    assertThatThrownBy(
            () ->
                serving.patch(
                    "ConfigMap/audit-keys", "{\"data\":{\"log.vkey\":\"a\"}}", "intruder"))
        .hasMessageContaining("the public key of a log is written once");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          image           | [{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"registry.example.com/mine:1"}]
          another pod     | [{"op":"add","path":"/spec/template/spec/containers/-","value":{"name":"more","image":"registry.example.com/mine:1"}}]
          first container | [{"op":"add","path":"/spec/template/spec/initContainers","value":[{"name":"more","image":"registry.example.com/mine:1"}]}]
          host's files    | [{"op":"add","path":"/spec/template/spec/volumes/-","value":{"name":"host","hostPath":{"path":"/"}}}]
          environment     | [{"op":"add","path":"/spec/template/spec/containers/0/env","value":[{"name":"LEAK","value":"1"}]}]
          privileges      | [{"op":"replace","path":"/spec/template/spec/containers/0/securityContext/privileged","value":true},{"op":"replace","path":"/spec/template/spec/containers/0/securityContext/allowPrivilegeEscalation","value":true}]
          arguments       | [{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--host=0.0.0.0"}]
          door            | [{"op":"replace","path":"/spec/template/spec/initContainers/0/image","value":"registry.example.com/mine:1"}]
          its environment | [{"op":"add","path":"/spec/template/spec/initContainers/0/env/-","value":{"name":"JAVA_TOOL_OPTIONS","value":"-javaagent:/mine.jar"}}]
          its arguments   | [{"op":"add","path":"/spec/template/spec/initContainers/0/args","value":["--mine"]}]
          its command     | [{"op":"add","path":"/spec/template/spec/initContainers/0/command","value":["/mine"]}]
          its log         | [{"op":"replace","path":"/spec/template/spec/initContainers/0/volumeMounts/3/mountPath","value":"/elsewhere"}]
          """)
  void putsThePodBack(String what, String edit, Testbed testbed) {
    int told = seen.events(Reason.DRIFT_REPAIRED).size();

    testbed
        .kubectl(
            "patch",
            "deployment/model",
            "--namespace=" + seen.servingNamespace(),
            "--type=json",
            "--field-manager=kubectl-edit",
            "--patch=" + edit)
        .orThrow();

    awaitOrder();
    awaitDriftRepaired(told, "kubectl-edit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NetworkPolicy/deny-all",
        "NetworkPolicy/allow-dns",
        "NetworkPolicy/allow-consumers",
        "RoleBinding/drawbridge-operator",
        "ResourceQuota/serving",
        "LimitRange/serving",
        "ServiceAccount/model",
        "ConfigMap/admitted",
        "ConfigMap/audit-keys",
        "Certificate/model",
        "Certificate/consumer-chatbot",
        "Service/model",
        "PodDisruptionBudget/model",
        "Deployment/model"
      })
  void makesAgainWhatSomebodyDeletes(String object) {
    int told = seen.events(Reason.DRIFT_REPAIRED).size();

    serving.delete(object);

    awaitOrder();
    awaitDriftRepaired(told, object.substring(object.indexOf('/') + 1));
  }

  /** Whoever copies our labels has the operator take the copy for something that it once made. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1, kind: ConfigMap, {m}, data: {a: b}",
        "v1, kind: LimitRange, {m}, spec: {limits: [{type: Pod, max: {cpu: 100}}]}",
        "v1, kind: ResourceQuota, {m}, spec: {hard: {count/jobs.batch: 1}}",
        "v1, kind: ServiceAccount, {m}",
        "cert-manager.io/v1, kind: Certificate, {m}, spec: {secretName: more, dnsNames: [more], issuerRef: {name: more}}",
        "v1, kind: Service, {m}, spec: {ports: [{port: 80}]}",
        "policy/v1, kind: PodDisruptionBudget, {m}, spec: {selector: {matchLabels: {a: b}}}",
        "networking.k8s.io/v1, kind: NetworkPolicy, {m}, spec: {podSelector: {}}",
        "rbac.authorization.k8s.io/v1, kind: RoleBinding, {m}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}"
      })
  void takesAwayWhatCarriesItsLabelsAndWasNeverPlanned(String object, Testbed testbed) {
    String labels =
        Labels.of(DeploymentKey.of(seen.named())).entrySet().stream()
            .map(label -> label.getKey() + ": " + label.getValue())
            .collect(joining(", "));
    String metadata =
        "metadata: {name: more, namespace: %s, labels: {%s}}"
            .formatted(seen.servingNamespace(), labels);

    testbed
        .kubectlWithInput(
            "{apiVersion: " + object.replace("{m}", metadata) + "}", "create", "--filename=-")
        .orThrow();

    awaitOrder();
  }

  @Test
  void putsBackTheConfigurationOfTheDoor() {
    String name =
        inOrder.keySet().stream()
            .filter(key -> key.matches("ConfigMap/sidecar-[0-9a-f]{12}"))
            .findFirst()
            .orElseThrow();
    int told = seen.events(Reason.DRIFT_REPAIRED).size();

    serving.patch(name, "{\"data\":{\"sidecar.json\":\"{}\"}}", "intruder");

    awaitOrder();
    awaitDriftRepaired(told, "intruder");
  }

  @Test
  void convergesAfterARepair() {
    serving.patch("Deployment/model", "{\"spec\":{\"paused\":true}}", "intruder");
    awaitOrder();
    seen.awaitReady();
    stage.awaitQuiet();
    AuditMark mark = stage.auditMark();

    stage.reconcile(seen);
    stage.awaitQuiet();

    assertThat(stage.requestsSince(mark)).isEmpty();
  }

  @Test
  void isNotIsolatedWhileSomebodyElsesNetworkPolicyIsThere(KubernetesClient client) {
    NetworkPolicy open =
        client
            .resource(
                new NetworkPolicyBuilder()
                    .withNewMetadata()
                    .withName("open")
                    .withNamespace(seen.servingNamespace())
                    .endMetadata()
                    .withNewSpec()
                    .withNewPodSelector()
                    .endPodSelector()
                    .addNewIngress()
                    .endIngress()
                    .endSpec()
                    .build())
            .create();

    seen.await(ConditionType.ISOLATED, ConditionStatus.FALSE, Reason.FOREIGN_NETWORK_POLICY);
    seen.await(ConditionType.READY, ConditionStatus.FALSE, Reason.FOREIGN_NETWORK_POLICY);
    assertThat(seen.condition(ConditionType.STALLED)).isPresent();
    client.resource(open).delete();

    seen.awaitReady();
    assertThat(seen.condition(ConditionType.STALLED)).isEmpty();
  }

  @Test
  void isNotIsolatedWhileSomebodyElsesPodIsThere(KubernetesClient client) {
    seen.awaitReady();
    Pod stranger = client.resource(stranger(seen.servingNamespace())).create();

    seen.await(ConditionType.ISOLATED, ConditionStatus.FALSE, Reason.FOREIGN_POD);
    seen.await(ConditionType.READY, ConditionStatus.FALSE, Reason.FOREIGN_POD);
    assertThat(seen.condition(ConditionType.STALLED)).isPresent();
    client.resource(stranger).withGracePeriod(0).delete();

    seen.awaitReady();
  }

  /** It satisfies Pod Security, quota and limits, as only somebody who means it would. */
  private static Pod stranger(String namespace) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("stranger")
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(1000L)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewContainer()
        .withName("stranger")
        .withImage("registry.example.com/stranger:1")
        .withNewResources()
        .addToLimits("cpu", new Quantity("1"))
        .addToLimits("memory", new Quantity("1Gi"))
        .endResources()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .endContainer()
        .endSpec()
        .build();
  }

  /** Who changed its value holds that part of it from then on, and an apply leaves it alone. */
  @Test
  void aVariableThatSomebodyChangedCanStillBeTakenOut(Testbed testbed, TestNamespace namespace) {
    Seen other =
        stage
            .deploy(Samples.publicDemo(namespace.name(), "other"))
            .patch("{\"spec\":{\"server\":{\"env\":[{\"name\":\"A\",\"value\":\"1\"}]}}}")
            .awaitReady();
    testbed
        .kubectl(
            "set",
            "env",
            "deployment/model",
            "--namespace=" + other.servingNamespace(),
            "--containers=model",
            "A=2")
        .orThrow();
    await("A is put back").atMost(PATIENCE).until(() -> environment(testbed, other).equals("A=1"));

    other.patch("{\"spec\":{\"server\":{\"env\":null}}}").awaitReady();

    assertThat(environment(testbed, other)).isEmpty();
    other.delete().awaitGone();
  }

  private static String environment(Testbed testbed, Seen deployment) {
    return testbed
        .kubectl(
            "get",
            "deployment/model",
            "--namespace=" + deployment.servingNamespace(),
            "--output=jsonpath={range .spec.template.spec.containers[?(@.name=='model')].env[*]}{.name}={.value}{end}")
        .orThrow()
        .stdout();
  }

  private static void awaitOrder() {
    await("everything is as before")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(serving.snapshot()).isEqualTo(inOrder));
  }

  private static void awaitDriftRepaired(int told, String who) {
    await("an event tells who")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () ->
                assertThat(seen.events(Reason.DRIFT_REPAIRED))
                    .hasSizeGreaterThan(told)
                    .anyMatch(text -> text.contains(who)));
  }
}
