package dev.drawbridge.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call a model is what certificates say, so nobody but the operator gets one made. */
@OnTestbed
class IdentitiesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Set<String> CLUSTER_SCOPED =
      Set.of("ClusterIssuer", "CertificateSigningRequest");

  private static final String OF_A_CONSUMER =
      """
      apiVersion: cert-manager.io/v1
      kind: Certificate
      metadata: {name: mine}
      spec:
        secretName: mine
        uris: ["spiffe://drawbridge.internal/ns/frontend/consumer/chatbot"]
        issuerRef: {group: cert-manager.io, kind: ClusterIssuer, name: drawbridge-ca}
      """;

  private static final String REQUEST =
      """
      apiVersion: cert-manager.io/v1
      kind: CertificateRequest
      metadata: {name: mine}
      spec:
        request: bWluZQ==
        issuerRef: {group: cert-manager.io, kind: ClusterIssuer, name: drawbridge-ca}
      """;

  /** Of somebody called mine; the API server looks whether it is one. */
  private static final String CSR =
      "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlISk1IRUNBUUF3RHpFTk1Bc0dBMVVFQXd3RWJXbHVaVEJaTUJNR0J5cUdTTTQ5QWdFR0NDcUdTTTQ5QXdFSApBMElBQk1BVzBudDZVQnBEUHlNZjJWSTQ4ZEZmY09DMzBDRzhRN3EvcFQ1SzVqKzRaM0RnbmFNL0lLY1NlTWF2Ck5weHVRWU1UWm5HVlZYdGdwaGJoajlXNHYrV2dBREFLQmdncWhrak9QUVFEQWdOSUFEQkZBaUJaU1ZuTjNhSGwKOWU5MGYrODhmTk01YlFOZzRWdk9MWkJKcUNpbFExYlFrUUloQUtYWHZPN0hrRFMwcEZiWFYzRk9qTmxrNVRGdAp2aTkyUVk0Sk5FWHkrd1loCi0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=";

  private static final String RIGHTS =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: attempts-certificates}
      rules:
        - apiGroups: [cert-manager.io]
          resources: [certificates, certificaterequests, issuers, clusterissuers]
          verbs: [get, create, patch, update, delete]
        - apiGroups: [certificates.k8s.io]
          resources: [certificatesigningrequests]
          verbs: [create]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: attempts-certificates}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: attempts-certificates}
      subjects: [{kind: ServiceAccount, name: stranger, namespace: "{home}"}]
      """;

  private static Testbed testbed;
  private static Stage stage;
  private static Seen seen;
  private static String home;
  private static KubernetesClient stranger;
  private static String rights;

  @BeforeAll
  static void serve(Testbed given, KubernetesClient client, TestNamespace namespace) {
    testbed = given;
    home = namespace.name();
    stage = Stage.up(testbed);
    seen =
        stage
            .deploy(Samples.labAssistantCalledFromHome(client, home, "lab-assistant"))
            .awaitReady();
    rights = RIGHTS.replace("{home}", home);
    testbed.kubectlWithInput(rights, "apply", "--filename=-").orThrow();
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(home)
                .withName("stranger")
                .endMetadata()
                .build())
        .create();
    String token =
        client
            .serviceAccounts()
            .inNamespace(home)
            .withName("stranger")
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
            .getStatus()
            .getToken();
    stranger =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Installation.config(testbed)).withOauthToken(token).build())
            .build();
    await("the stranger has rights, and the policy is in force")
        .atMost(PATIENCE)
        .until(() -> refusal(OF_A_CONSUMER, home).contains("drawbridge-identities"));
  }

  @AfterAll
  static void strike() {
    stranger.close();
    testbed.kubectlWithInput(rights, "delete", "--ignore-not-found", "--filename=-");
    stage.close();
  }

  private static CommandResult create(String yaml, String... options) {
    List<String> arguments = new ArrayList<>(List.of("create", "--filename=-", "--dry-run=server"));
    arguments.addAll(List.of(options));
    if (Stream.of(options).noneMatch(option -> option.startsWith("--namespace"))) {
      arguments.add("--namespace=" + home);
    }
    return testbed.kubectlWithInput(yaml, arguments.toArray(String[]::new));
  }

  /** What a ServiceAccount is told that may make certificates everywhere; empty when it may. */
  private static String refusal(String yaml, String namespace) {
    try {
      HasMetadata object = Serialization.unmarshal("---\n" + yaml, GenericKubernetesResource.class);
      if (!CLUSTER_SCOPED.contains(object.getKind())) {
        object.getMetadata().setNamespace(namespace);
      }
      stranger.resource(object).dryRun(true).create();
      return "";
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{home}", "{serving}", "drawbridge-system", "cert-manager"})
  void aStrangerBecomesNoConsumer(String where) {
    String namespace = where.replace("{home}", home).replace("{serving}", seen.servingNamespace());

    assertThat(refusal(OF_A_CONSUMER, namespace))
        .contains("drawbridge-identities", "say who may call which model")
        .contains("name the consumer in spec.consumers of its ModelDeployment");
  }

  @Test
  void norByARequestOfItsOwn() {
    assertThat(refusal(REQUEST, home))
        .contains("drawbridge-identities", "are made by cert-manager alone");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{apiVersion: cert-manager.io/v1, kind: ClusterIssuer, metadata: {name: mine}, spec: {ca: {secretName: drawbridge-identity-ca}}}",
        "{apiVersion: cert-manager.io/v1, kind: Issuer, metadata: {name: mine}, spec: {ca: {secretName: drawbridge-identity-ca}}}",
        "{apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: mine}, spec: {request: {csr}, signerName: clusterissuers.cert-manager.io/drawbridge-ca, usages: [client auth]}}"
      })
  void norByAnotherWayToTheAuthority(String yaml) {
    assertThat(refusal(yaml.replace("{csr}", CSR), home))
        .contains("drawbridge-identities", "allowed to bind ClusterRole");
  }

  /** Whoever may make an Ingress has cert-manager make a Certificate for it. */
  @Test
  void certManagerItselfAsksForNone() {
    CommandResult refused = create(OF_A_CONSUMER, "--as=cert-manager", "--as-group=system:masters");

    assertThat(refused.stderr()).contains("drawbridge-identities");
  }

  @Test
  void notEvenAnAdministratorDoesByAccident() {
    assertThat(create(OF_A_CONSUMER).stderr()).contains("drawbridge-identities");
    assertThat(create(OF_A_CONSUMER, "--namespace=" + Installation.NAMESPACE).exitCode()).isZero();
  }

  @Test
  void anotherIssuerIsNoneOfItsBusiness() {
    String own =
        OF_A_CONSUMER.replace(
            "kind: ClusterIssuer, name: drawbridge-ca", "kind: Issuer, name: own");

    assertThat(refusal(own, home)).isEmpty();
  }

  @Test
  void aCertificateOfTheOperatorIsChangedByNobodyElse() {
    var certificate =
        stranger
            .genericKubernetesResources("cert-manager.io/v1", "Certificate")
            .inNamespace(seen.servingNamespace())
            .withName("consumer-chatbot");

    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(
            () ->
                certificate.patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"spec\":{\"uris\":[\"spiffe://drawbridge.internal/ns/other/consumer/o\"]}}"))
        .withMessageContaining("drawbridge-identities");
  }
}
