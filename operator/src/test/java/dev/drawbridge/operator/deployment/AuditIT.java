package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.ServingObjects;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.keys.ClusterSecrets;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Certificates, keys and configuration of the door, as a real API server and cert-manager do. */
@OnTestbed
class AuditIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final int URI = 6;
  private static final int DNS = 2;

  private static Stage stage;

  @BeforeAll
  static void raise(Testbed testbed) {
    stage = Stage.up(testbed);
  }

  @AfterAll
  static void strike() {
    stage.close();
  }

  private static Seen deployed(KubernetesClient client, TestNamespace namespace) {
    return stage
        .deploy(Samples.labAssistantCalledFromHome(client, namespace.name(), "lab-assistant"))
        .awaitReady();
  }

  private static Secret secret(KubernetesClient client, Seen seen, String name) {
    return client.secrets().inNamespace(seen.servingNamespace()).withName(name).get();
  }

  private static byte[] file(Secret secret, String key) {
    return Base64.getDecoder().decode(String.valueOf(secret.getData().get(key)));
  }

  private static X509Certificate certificate(Secret secret, String key)
      throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(file(secret, key)));
  }

  private static List<String> names(X509Certificate certificate, int kind)
      throws GeneralSecurityException {
    return certificate.getSubjectAlternativeNames().stream()
        .filter(name -> name.getFirst().equals(kind))
        .map(name -> String.valueOf(name.getLast()))
        .toList();
  }

  @Test
  void doorAndConsumerHaveCertificatesOfOneAuthority(
      KubernetesClient client, TestNamespace namespace) throws GeneralSecurityException {
    Seen seen = deployed(client, namespace);
    String serving = seen.servingNamespace();

    Secret doors = secret(client, seen, "model-tls");
    X509Certificate door = certificate(doors, "tls.crt");
    X509Certificate consumer = certificate(secret(client, seen, "consumer-chatbot"), "tls.crt");

    X509Certificate authority = certificate(doors, "ca.crt");
    door.verify(authority.getPublicKey());
    consumer.verify(authority.getPublicKey());
    assertThat(names(door, URI))
        .containsExactly("spiffe://drawbridge.internal/ns/%s/model".formatted(serving));
    assertThat(names(door, DNS))
        .containsExactly(
            "model.%s.svc".formatted(serving),
            "model.%s.svc.cluster.local".formatted(serving),
            "model.%s".formatted(serving));
    assertThat(door.getExtendedKeyUsage()).containsExactly(SERVER_AUTH);
    assertThat(names(consumer, URI))
        .containsExactly(
            "spiffe://drawbridge.internal/ns/%s/consumer/chatbot".formatted(namespace.name()));
    assertThat(names(consumer, DNS)).isEmpty();
    assertThat(consumer.getExtendedKeyUsage()).containsExactly(CLIENT_AUTH);
    assertThat(Objects.requireNonNull(seen.status().endpoint()).url())
        .isEqualTo("https://model.%s.svc".formatted(serving));
  }

  @Test
  void keysAreMadeOnceAndKnownByTheirPublicPart(KubernetesClient client, TestNamespace namespace) {
    Seen seen = deployed(client, namespace);

    Secret keys = secret(client, seen, "audit-keys");

    assertThat(keys.getImmutable()).isTrue();
    assertThat(file(keys, "kek")).hasSize(32);
    assertThat(new String(file(keys, "log.key"), StandardCharsets.US_ASCII))
        .startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(secret(client, seen, "audit-epochs").getData()).hasSize(2);
    Map<String, String> published =
        client
            .configMaps()
            .inNamespace(seen.servingNamespace())
            .withName("audit-keys")
            .get()
            .getData();
    assertThat(published)
        .containsEntry("state", "Made")
        .containsEntry("log.pub", new String(file(keys, "log.pub"), StandardCharsets.US_ASCII));
    stage.restart(setup -> setup);
    stage.awaitQuiet();
    assertThat(secret(client, seen, "audit-keys").getMetadata().getUid())
        .isEqualTo(keys.getMetadata().getUid());
  }

  @Test
  void theNextEpochsSecretIsAddedAndTheOthersStay(
      KubernetesClient client, TestNamespace namespace) {
    Seen seen = deployed(client, namespace);
    Map<String, String> before = secret(client, seen, "audit-epochs").getData();
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(90));

    stage.restart(setup -> setup.clock(later));
    try {
      await("another secret")
          .atMost(PATIENCE)
          .until(() -> secret(client, seen, "audit-epochs").getData().size() == 3);
    } finally {
      stage.restart(setup -> setup);
    }

    assertThat(secret(client, seen, "audit-epochs").getData()).containsAllEntriesOf(before);
  }

  /** A try before may have come as far as that, and a door may have read it since. */
  @Test
  void aSecretOfKeyedHashesThatIsThereStays(KubernetesClient client, TestNamespace namespace) {
    ClusterSecrets secrets = new ClusterSecrets(client);
    Secret made =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace.name())
            .withName("audit-epochs")
            .endMetadata()
            .addToData("epoch-1", "AAAA")
            .build();
    assertThat(secrets.create(made)).isTrue();

    assertThat(secrets.add(namespace.name(), "audit-epochs", "epoch-2", new byte[32])).isTrue();
    Map<String, String> before =
        client.secrets().inNamespace(namespace.name()).withName("audit-epochs").get().getData();
    for (String entry : before.keySet()) {
      assertThat(secrets.add(namespace.name(), "audit-epochs", entry, new byte[] {1})).isFalse();
    }

    assertThat(before).containsOnlyKeys("epoch-1", "epoch-2");
    assertThat(
            client.secrets().inNamespace(namespace.name()).withName("audit-epochs").get().getData())
        .isEqualTo(before);
  }

  @Test
  void eachSpanHasAKeyAndThePodNamesThoseToCome(KubernetesClient client, TestNamespace namespace) {
    Seen seen = deployed(client, namespace);
    Map<String, String> before = wrappingKeys(client, seen);
    String serving = seen.servingNamespace();
    String pods = template(client, serving);
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(90));

    stage.restart(setup -> setup.clock(later));
    try {
      await("another key")
          .atMost(PATIENCE)
          .until(() -> wrappingKeys(client, seen).size() == before.size() + 1);
    } finally {
      stage.restart(setup -> setup);
    }
    stage.awaitQuiet();

    assertThat(before).hasSize(2);
    assertThat(wrappingKeys(client, seen)).containsAllEntriesOf(before);
    assertThat(template(client, serving)).isEqualTo(pods);
    wrappingKeys(client, seen)
        .keySet()
        .forEach(
            name -> {
              Secret secret = secret(client, seen, name);
              String file = name.substring("audit-".length());
              assertThat(secret.getImmutable()).isTrue();
              assertThat(file(secret, file)).hasSize(32);
              assertThat(pods).contains(name, file);
            });
  }

  /** By name of the Secret. */
  private static Map<String, String> wrappingKeys(KubernetesClient client, Seen seen) {
    return client.secrets().inNamespace(seen.servingNamespace()).list().getItems().stream()
        .filter(secret -> secret.getMetadata().getName().startsWith("audit-kek-"))
        .collect(
            Collectors.toMap(
                secret -> secret.getMetadata().getName(),
                secret -> String.valueOf(secret.getData())));
  }

  private static String template(KubernetesClient client, String serving) {
    return String.valueOf(
        client
            .apps()
            .deployments()
            .inNamespace(serving)
            .withName("model")
            .get()
            .getSpec()
            .getTemplate());
  }

  @Test
  void anotherConsumerIsAnotherConfigurationAndNotAnotherPod(
      KubernetesClient client, TestNamespace namespace) {
    Seen seen = deployed(client, namespace);
    ServingObjects serving = new ServingObjects(client, seen.servingNamespace());
    Set<String> before = serving.snapshot().keySet();

    seen.patch(
            "{\"spec\":{\"consumers\":[{\"name\":\"search\",\"namespace\":\"%s\",\"requestsPerMinute\":7}]}}"
                .formatted(namespace.name()))
        .awaitReady();

    assertThat(serving.podVersions()).isEqualTo(1);
    assertThat(serving.configuration())
        .contains("\"requestsPerMinute\": 7", "/consumer/search")
        .doesNotContain("chatbot");
    Set<String> after = serving.snapshot().keySet();
    assertThat(after)
        .contains("Certificate/consumer-search")
        .doesNotContain("Certificate/consumer-chatbot");
    assertThat(copies(after)).hasSize(2).containsAll(copies(before));
    assertThat(seen.events(Reason.DRIFT_REPAIRED)).isEmpty();
  }

  private static List<String> copies(Set<String> objects) {
    return objects.stream().filter(name -> name.startsWith("ConfigMap/sidecar-applied-")).toList();
  }

  @Test
  void aForgedCopyIsTakenAwayAndToldOf(KubernetesClient client, TestNamespace namespace) {
    Seen seen = deployed(client, namespace);
    var maps = client.configMaps().inNamespace(seen.servingNamespace());
    ConfigMap genuine =
        maps.list().getItems().stream()
            .filter(map -> map.getMetadata().getName().startsWith("sidecar-applied-"))
            .findFirst()
            .orElseThrow();

    maps.resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("sidecar-applied-0123456789ab")
                .withLabels(genuine.getMetadata().getLabels())
                .endMetadata()
                .withImmutable(true)
                .addToData("sidecar.json", "{}")
                .build())
        .create();

    await("it is gone")
        .atMost(PATIENCE)
        .until(() -> maps.withName("sidecar-applied-0123456789ab").get() == null);
    await("and people know")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(seen.events(Reason.DRIFT_REPAIRED))
                    .anyMatch(note -> note.contains("sidecar-applied-0123456789ab")));
  }

  @Test
  void whatSomebodySealedUnderANameOfOursIsReplaced(
      KubernetesClient client, TestNamespace namespace) {
    ConfigMap theirs =
        client
            .configMaps()
            .inNamespace(namespace.name())
            .resource(sealed(namespace, "theirs"))
            .create();

    new ApplyingWriter(client).write(sealed(namespace, "ours"), Optional.of(theirs));

    assertThat(client.configMaps().inNamespace(namespace.name()).withName("sealed").get().getData())
        .containsEntry("sidecar.json", "ours");
  }

  private static ConfigMap sealed(TestNamespace namespace, String content) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace.name())
        .withName("sealed")
        .endMetadata()
        .withImmutable(true)
        .addToData("sidecar.json", content)
        .build();
  }

  @Test
  void lifetimesAreStoredAsKubernetesWritesThem(KubernetesClient client, TestNamespace namespace) {
    Seen seen = deployed(client, namespace);

    GenericKubernetesResource stored =
        client
            .genericKubernetesResources("cert-manager.io/v1", "Certificate")
            .inNamespace(seen.servingNamespace())
            .withName("model")
            .get();

    assertThat(stored.<String>get("spec", "duration")).isEqualTo("168h0m0s");
    assertThat(stored.<String>get("spec", "renewBefore")).isEqualTo("56h0m0s");
  }

  @Test
  void anotherModelIsAnotherPodWithAConfigurationOfItsOwn(
      KubernetesClient client, TestNamespace namespace) {
    Seen seen = deployed(client, namespace);
    ServingObjects serving = new ServingObjects(client, seen.servingNamespace());

    seen.patch("{\"spec\":{\"model\":{\"version\":\"2026-11-01\"}}}").awaitReady();

    assertThat(serving.podVersions()).isEqualTo(2);
    assertThat(serving.configuration()).contains("\"version\": \"2026-11-01\"");
    await("what no pod goes by any more is gone")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(serving.snapshot().keySet())
                    .filteredOn(name -> name.matches("ConfigMap/sidecar-[0-9a-f]{12}"))
                    .hasSize(1));
    assertThat(seen.events(Reason.DRIFT_REPAIRED)).isEmpty();
  }

  @Test
  void isNotReadyBeforeItsCertificatesAre(KubernetesClient client, TestNamespace namespace) {
    Seen seen = deployed(client, namespace);

    client
        .genericKubernetesResources("cert-manager.io/v1", "ClusterIssuer")
        .withName("drawbridge-ca")
        .delete();
    try {
      seen.patch(
          "{\"spec\":{\"consumers\":[{\"name\":\"late\",\"namespace\":\"%s\"}]}}"
              .formatted(namespace.name()));
      seen.await(ConditionType.AUDIT_ACTIVE, ConditionStatus.FALSE, Reason.CERTIFICATE_PENDING);
      assertThat(seen.ready()).isFalse();
    } finally {
      stage.install();
    }

    seen.awaitReady();
  }
}
