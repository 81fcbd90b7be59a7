package dev.drawbridge.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the operator's token one can do the operator's work and nothing else. */
@OnTestbed
class StolenTokenIT {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  /** What another user agent asks does not count as used by the operator. */
  private static final String THIEF = "thief";

  private static Stage stage;
  private static Seen seen;
  private static String home;
  private static KubernetesClient stolen;

  @BeforeAll
  static void steal(Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    home = namespace.name();
    stage = Stage.up(testbed);
    seen = stage.deploy(Samples.publicDemo(home, "demo")).awaitReady();
    stolen =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Installation.config(testbed)).withUserAgent(THIEF).build())
            .build();
  }

  @AfterAll
  static void strike() {
    stolen.close();
    stage.close();
  }

  @Test
  void worksInServingNamespaces() {
    assertThatCode(
            () ->
                stolen
                    .network()
                    .v1()
                    .networkPolicies()
                    .inNamespace(seen.servingNamespace())
                    .withName("deny-all")
                    .edit(policy -> policy))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v1                           | Secret         | kube-system
          v1                           | Secret         | default
          v1                           | Secret         | drawbridge-system
          rbac.authorization.k8s.io/v1 | Role           | kube-system
          v1                           | Event          | kube-system
          """)
  void doesNotRead(String version, String kind, String namespace) {
    KubernetesClientException refused =
        catchThrowableOfType(
            KubernetesClientException.class,
            () -> stolen.genericKubernetesResources(version, kind).inNamespace(namespace).list());

    assertThat(refused.getCode()).isEqualTo(HttpURLConnection.HTTP_FORBIDDEN);
  }

  @Test
  void readsNoSecretEvenWhereItServes() {
    KubernetesClientException refused =
        catchThrowableOfType(
            KubernetesClientException.class,
            () -> stolen.secrets().inNamespace(seen.servingNamespace()).list());

    assertThat(refused.getCode()).isEqualTo(HttpURLConnection.HTTP_FORBIDDEN);
  }

  /** The answer to either could hold the keys. */
  @ParameterizedTest
  @ValueSource(strings = {"audit-keys", "{kek}", "model-tls"})
  void neitherPatchesNorDeletesASecretThatItMustNotSee(String name) {
    var secret =
        stolen.resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name.replace("{kek}", "audit-kek-" + span()))
                .withNamespace(seen.servingNamespace())
                .endMetadata()
                .build());

    assertThat(
            catchThrowableOfType(
                    KubernetesClientException.class,
                    () -> secret.fieldManager(THIEF).serverSideApply())
                .getMessage())
        .contains("cannot patch resource");
    assertThat(catchThrowableOfType(KubernetesClientException.class, secret::delete).getCode())
        .isEqualTo(HttpURLConnection.HTTP_FORBIDDEN);
  }

  @Test
  void makesNoSecretButThoseOfTheLog() {
    KubernetesClientException refused =
        catchThrowableOfType(
            KubernetesClientException.class,
            () ->
                stolen
                    .resource(
                        new SecretBuilder()
                            .withNewMetadata()
                            .withName("mine")
                            .withNamespace(seen.servingNamespace())
                            .endMetadata()
                            .build())
                    .create());

    assertThat(refused.getMessage()).contains("may make the Secrets with the keys of logs");
  }

  /** Doors would hash with what a thief knows, or with nothing; or sign with a key of his. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":{\"{epoch}\":\"AAAA\"}}",
        "{\"stringData\":{\"{epoch}\":\"mine\"}}",
        "{\"data\":{\"{epoch}\":null}}",
        "{\"data\":null}",
        "{\"data\":{\"log.key\":\"AAAA\"}}",
        "{\"data\":{\"kek\":\"AAAA\"}}",
        "{\"immutable\":true}",
        "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"gone\",\"uid\":\"none\"}]}}"
      })
  void changesNoSecretOfKeyedHashes(String patch) {
    HttpResponse<String> answer = patchEpochs(patch);

    assertThat(answer.code()).isEqualTo(HttpURLConnection.HTTP_FORBIDDEN);
    assertThat(answer.body())
        .contains("ValidatingAdmissionPolicy 'drawbridge-operator-bounds'")
        .contains("neither change nor take away one");
  }

  @Test
  void addsASecretOfKeyedHashes() {
    assertThat(patchEpochs("{\"data\":{\"epoch-%d\":\"AAAA\"}}".formatted(span() + 2)).code())
        .isEqualTo(HttpURLConnection.HTTP_OK);
  }

  /** Without reading it first, as other patches of the client do. */
  private static HttpResponse<String> patchEpochs(String merge) {
    HttpClient http = stolen.getHttpClient();
    String uri =
        "%sapi/v1/namespaces/%s/secrets/audit-epochs?dryRun=All"
            .formatted(stolen.getMasterUrl(), seen.servingNamespace());
    HttpRequest request =
        http.newHttpRequestBuilder()
            .uri(uri)
            .method(
                "PATCH",
                "application/merge-patch+json",
                merge.replace("{epoch}", "epoch-" + span()))
            .build();
    return http.sendAsync(request, String.class).join();
  }

  /** By another one a forged log would be genuine, for the collector and for auditors. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":{\"log.vkey\":\"mine\"}}",
        "{\"data\":{\"log.pub\":\"mine\"}}",
        "{\"data\":{\"log.vkey\":null}}",
        "{\"data\":{\"state\":\"Intended\"}}",
        "{\"immutable\":true}",
        "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"gone\",\"uid\":\"none\"}]}}"
      })
  void putsNoOtherKeyOfALogInThePlaceOfThePublishedOne(String patch) {
    assertThat(refusal(() -> publishedKey().patch(PatchContext.of(PatchType.JSON_MERGE), patch)))
        .contains("ValidatingAdmissionPolicy 'drawbridge-log-key'")
        .contains("the public key of a log is written once");
  }

  /** Whoever could would make another one after. */
  @Test
  void deletesNoPublishedKeyOfALog() {
    assertThat(refusal(() -> publishedKey().delete()))
        .contains("never deletes the public key of a log");
  }

  @Test
  void addsToTheRecordOfKeys() {
    assertThatCode(
            () ->
                publishedKey()
                    .dryRun(true)
                    .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"data\":{\"kek.epochs\":\"1,2,3\"}}"))
        .doesNotThrowAnyException();
  }

  private static Resource<ConfigMap> publishedKey() {
    return stolen.configMaps().inNamespace(seen.servingNamespace()).withName("audit-keys");
  }

  private static long span() {
    return Math.floorDiv(LocalDate.now(ZoneOffset.UTC).toEpochDay(), 90L);
  }

  /** The span from now on, and what is in the Secret. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3  | immutable: true, data: {kek-{span}: AAAA}
          40 | immutable: true, data: {kek-{span}: AAAA}
          -2 | immutable: true, data: {kek-{span}: AAAA}
          2  | data: {kek-{span}: AAAA}
          2  | immutable: true, data: {kek-{span}: AAAA, log.key: AAAA}
          2  | immutable: true, data: {kek-1: AAAA}
          """)
  void makesNoKeyOfAnotherTimeOrWithSomethingElseInIt(int ahead, String content) {
    String secret =
        "{apiVersion: v1, kind: Secret, metadata: {name: audit-kek-{span}, namespace: \"{serving}\", creationTimestamp: \"2036-08-01T00:00:00Z\"}, %s}"
            .formatted(content)
            .replace("{span}", "" + (span() + ahead));

    assertThat(refusalToMake(secret)).contains("may make the key of this span of 90 days");
  }

  @Test
  void makesNoKeyUnderANameThatIsNone() {
    assertThat(
            refusalToMake(
                "{apiVersion: v1, kind: Secret, metadata: {name: audit-kek-mine, namespace: \"{serving}\"}}"))
        .contains("may make the Secrets with the keys of logs");
  }

  /** Most lack the right; where RBAC cannot tell namespaces apart, the policy does. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{apiVersion: v1, kind: Pod, metadata: {name: mine, namespace: default}, spec: {containers: [{name: mine, image: mine}]}}",
        "{apiVersion: v1, kind: Secret, metadata: {name: mine, namespace: default}}",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: mine, namespace: kube-system}}",
        "{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: mine, namespace: default}, spec: {secretName: mine, dnsNames: [mine], issuerRef: {kind: ClusterIssuer, name: drawbridge-ca}}}",
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: mine, namespace: default}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: mine, image: mine}]}}}}",
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: mine, namespace: kube-system}, spec: {podSelector: {}}}",
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: mine}}",
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: mine}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}, subjects: []}",
        "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: mine}, spec: {policyName: mine, validationActions: [Deny]}}"
      })
  void hasNoRightToMake(String yaml) {
    assertThat(refusalToMake(yaml)).contains("cannot create resource");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{apiVersion: v1, kind: Namespace, metadata: {name: mine}}",
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: mine, namespace: kube-system}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: drawbridge-serving}, subjects: [{kind: ServiceAccount, name: drawbridge-operator, namespace: drawbridge-system}]}",
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: mine, namespace: \"{serving}\"}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: drawbridge-serving}, subjects: [{kind: User, name: thief, apiGroup: rbac.authorization.k8s.io}]}"
      })
  void isKeptByThePolicyFromMaking(String yaml) {
    assertThat(refusalToMake(yaml))
        .contains("ValidatingAdmissionPolicy 'drawbridge-operator-bounds'")
        .contains("the Drawbridge operator may");
  }

  /** Whoever gets one of these is somebody else, or for longer than the theft lasts. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "isCA: true, uris: [\"spiffe://drawbridge.internal/ns/a/consumer/b\"]",
        "uris: [\"spiffe://drawbridge.internal/collector\"]",
        "uris: [\"spiffe://drawbridge.internal/ns/md-other/model\"]",
        "uris: [\"spiffe://drawbridge.internal/ns/a/consumer/b\", \"spiffe://drawbridge.internal/collector\"]",
        "dnsNames: [mine]",
        "duration: 8760h, uris: [\"spiffe://drawbridge.internal/ns/a/consumer/b\"]",
        "usages: [cert sign], uris: [\"spiffe://drawbridge.internal/ns/a/consumer/b\"]"
      })
  void asksForNoOtherCertificatesThanThoseOfDoorsAndConsumers(String what) {
    assertThat(refusalToMake(certificate(what)))
        .contains("ValidatingAdmissionPolicy 'drawbridge-identities'")
        .contains("certificates of doors and consumers, for 30 days at most");
  }

  @Test
  void asksForThoseOfConsumers() {
    GenericKubernetesResource object =
        YAML.unmarshal(
            certificate("uris: [\"spiffe://drawbridge.internal/ns/a/consumer/b\"]"),
            GenericKubernetesResource.class);

    assertThatCode(() -> stolen.resource(object).dryRun(true).create()).doesNotThrowAnyException();
  }

  private static String certificate(String what) {
    String usual =
        Stream.of("duration: 720h", "usages: [digital signature, client auth]")
            .filter(member -> !what.contains(member.substring(0, member.indexOf(':'))))
            .collect(Collectors.joining(", "));
    return "---\n{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: mine, namespace: \"%s\"}, spec: {secretName: mine, issuerRef: {group: cert-manager.io, kind: ClusterIssuer, name: drawbridge-ca}, %s, %s}}"
        .formatted(seen.servingNamespace(), usual, what);
  }

  @Test
  void cannotBindAnotherRole() {
    assertThat(
            refusalToMake(
                "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: mine, namespace: \"{serving}\"}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}, subjects: [{kind: ServiceAccount, name: drawbridge-operator, namespace: drawbridge-system}]}"))
        .contains("is attempting to grant RBAC permissions not currently held");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "kube-system", "{home}"})
  void doesNotDeleteOrTakeOverNamespaces(String namespace) {
    String name = namespace.replace("{home}", home);

    assertThat(refusal(() -> stolen.namespaces().withName(name).delete()))
        .containsAnyOf(
            "may create, change and delete serving namespaces only",
            "this namespace may not be deleted");
    assertThat(
            refusal(
                () ->
                    stolen
                        .namespaces()
                        .withName(name)
                        .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"metadata\":{\"labels\":{\"drawbridge.dev/deployment\":\"mine\",\"app.kubernetes.io/managed-by\":\"drawbridge\"}}}")))
        .contains("may create, change and delete serving namespaces only");
  }

  @Test
  void doesNotChangeWhatPeopleAskFor() {
    assertThat(
            refusal(
                () ->
                    stolen
                        .resource(seen.named())
                        .patch(
                            PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":3}}")))
        .contains("never what people ask for");
    assertThat(refusal(() -> stolen.resource(seen.named()).delete()))
        .contains("cannot delete resource");
  }

  private static String refusalToMake(String yaml) {
    GenericKubernetesResource object =
        // Without the first line it would be taken for JSON.
        YAML.unmarshal(
            "---\n" + yaml.replace("{serving}", seen.servingNamespace()),
            GenericKubernetesResource.class);
    return refusal(() -> stolen.resource(object).create());
  }

  private static String refusal(Runnable attempt) {
    KubernetesClientException refused =
        catchThrowableOfType(KubernetesClientException.class, attempt::run);
    assertThat(refused.getCode()).isEqualTo(HttpURLConnection.HTTP_FORBIDDEN);
    return String.valueOf(refused.getMessage());
  }
}
