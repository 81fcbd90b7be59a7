package dev.drawbridge.operator.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.note.WitnessSigner;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.harness.RunningOperator;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key and memory of the witness in a real API server, with the rights that the chart gives. */
@OnTestbed
class WitnessMemoryIT {

  private static KubernetesClient operator;
  private static final String BOUNDS = "drawbridge-operator-bounds";

  private static KubernetesClient administrator;
  private static KubernetesClient thief;
  private final String origin = "c1/research/lab/%s/0".formatted(UUID.randomUUID());
  private final LogSigner log = LogHistory.signer(origin);

  @BeforeAll
  static void install(Testbed testbed, KubernetesClient client) {
    Installation.of(testbed);
    administrator = client;
    operator = as(RunningOperator.USER_AGENT, testbed);
    thief = as("thief", testbed);
  }

  /** With the operator's token; what a thief asks does not count as used by the operator. */
  private static KubernetesClient as(String userAgent, Testbed testbed) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Installation.config(testbed)).withUserAgent(userAgent).build())
        .build();
  }

  @AfterAll
  static void close() {
    operator.close();
    thief.close();
  }

  private static NonNamespaceOperation<ConfigMap, ConfigMapList, Resource<ConfigMap>> maps(
      KubernetesClient client) {
    return client.configMaps().inNamespace(Installation.NAMESPACE);
  }

  @AfterEach
  void clean() {
    maps(administrator).withName(name()).delete();
    maps(administrator).withName(WitnessKey.NAME).delete();
    administrator.secrets().inNamespace(Installation.NAMESPACE).withName(WitnessKey.NAME).delete();
  }

  private String name() {
    return ConfigMapMemory.name(origin);
  }

  private static ConfigMapMemory memory() {
    return memory(operator);
  }

  private static ConfigMapMemory memory(KubernetesClient client) {
    return new ConfigMapMemory(client, Installation.NAMESPACE);
  }

  private byte[] note(long size) throws GeneralSecurityException {
    return log.sign(new Checkpoint(origin, size, new byte[32])).encode();
  }

  @Test
  void remembersBeyondTheProcess() throws Exception {
    ConfigMapMemory memory = memory();
    assertThat(memory.read(origin)).isEmpty();

    memory.replace(origin, note(7));
    memory.replace(origin, note(20));

    assertThat(memory.read(origin)).contains(note(20));
    assertThat(memory().read(origin)).contains(note(20));
  }

  @Test
  void ofTwoLeadersOneHasToReadAgain() throws Exception {
    ConfigMapMemory one = memory();
    ConfigMapMemory other = memory();
    one.replace(origin, note(7));
    assertThat(other.read(origin)).contains(note(7));
    one.replace(origin, note(20));

    assertThatIOException().isThrownBy(() -> other.replace(origin, note(30)));

    assertThat(other.read(origin)).contains(note(20));
    other.replace(origin, note(30));
    assertThat(memory().read(origin)).contains(note(30));
  }

  /** Also where its log is the longer one, for it was not held against the other. */
  @Test
  void ofTwoWhoWriteForTheFirstTimeOneFails() throws Exception {
    ConfigMapMemory one = memory();
    ConfigMapMemory other = memory();
    assertThat(one.read(origin)).isEmpty();
    assertThat(other.read(origin)).isEmpty();
    one.replace(origin, note(7));

    assertThatIOException().isThrownBy(() -> other.replace(origin, note(9)));

    assertThat(other.read(origin)).contains(note(7));
  }

  @Test
  void withTheOperatorsTokenNobodyMakesItForget() throws Exception {
    memory().replace(origin, note(7));
    ConfigMap stored = maps(administrator).withName(name()).get();
    ConfigMap other =
        new ConfigMapBuilder(stored)
            .withData(Map.of("origin", "c1/other", "size", "9", "note", "x"))
            .build();

    assertThatThrownBy(() -> memory(thief).replace(origin, note(3)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(BOUNDS);
    assertThat(refusal(() -> maps(thief).resource(other).update())).contains(BOUNDS);
    assertThat(refusal(() -> maps(thief).withName(name()).delete())).contains("cannot delete");

    assertThat(memory().read(origin)).contains(note(7));
  }

  /** The size beside it is what may only grow. */
  @Test
  void withTheOperatorsTokenNobodyBringsAnOlderNoteBack() throws Exception {
    memory().replace(origin, note(7));
    ConfigMap older =
        new ConfigMapBuilder(maps(administrator).withName(name()).get())
            .addToData("note", new String(note(3), StandardCharsets.UTF_8))
            .build();
    ConfigMap sealed =
        new ConfigMapBuilder(maps(administrator).withName(name()).get())
            .withImmutable(true)
            .build();

    assertThat(refusal(() -> maps(thief).resource(older).update())).contains(BOUNDS);
    assertThat(refusal(() -> maps(thief).resource(sealed).update())).contains(BOUNDS);

    maps(administrator).resource(older).update();
    assertThatIOException()
        .isThrownBy(() -> memory().read(origin))
        .withMessageContaining("another log or size than it says");
  }

  /** Whose owner is gone is deleted by Kubernetes, which no bound applies to. */
  @Test
  void withTheOperatorsTokenNobodyHasKubernetesForgetForIt() throws Exception {
    memory().replace(origin, note(7));
    ConfigMap owned =
        new ConfigMapBuilder(maps(administrator).withName(name()).get())
            .editMetadata()
            .addNewOwnerReference()
            .withApiVersion("v1")
            .withKind("ConfigMap")
            .withName("gone")
            .withUid("none")
            .endOwnerReference()
            .endMetadata()
            .build();

    assertThat(refusal(() -> maps(thief).resource(owned).update())).contains(BOUNDS);

    assertThat(memory().read(origin)).contains(note(7));
  }

  @Test
  void withTheOperatorsTokenNobodyWritesAnythingElseThere() {
    ConfigMap mine =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(Installation.NAMESPACE)
            .withName("drawbridge-policies-of-mine")
            .endMetadata()
            .build();
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(Installation.NAMESPACE)
            .withName("drawbridge-opa-token-of-mine")
            .endMetadata()
            .build();

    assertThat(refusal(() -> thief.resource(mine).create())).contains(BOUNDS);
    assertThat(refusal(() -> thief.resource(secret).create())).contains(BOUNDS);
  }

  private static String refusal(ThrowingCallable attempt) {
    KubernetesClientException refused =
        catchThrowableOfType(KubernetesClientException.class, attempt);
    assertThat(refused.getCode()).isEqualTo(HttpURLConnection.HTTP_FORBIDDEN);
    return String.valueOf(refused.getMessage());
  }

  @Test
  void makesItsKeyOnceAndTakesNoOther(@TempDir Path mounted, @TempDir Path other) throws Exception {
    Optional<WitnessSigner> made = key(mounted).get();
    assertThat(made).isPresent();
    assertThat(key(other).get()).as("made, and not mounted yet").isEmpty();

    mount(mounted);
    assertThat(key(mounted).get().orElseThrow().verifier().vkey())
        .isEqualTo(made.get().verifier().vkey())
        .isEqualTo(published());

    administrator.secrets().inNamespace(Installation.NAMESPACE).withName(WitnessKey.NAME).delete();
    assertThatIOException()
        .isThrownBy(() -> key(other).get())
        .withMessageContaining("somebody replaced one of them");
  }

  private static WitnessKey key(Path mounted) {
    return new WitnessKey(operator, Installation.NAMESPACE, mounted, "c1/witness");
  }

  /** As the kubelet does. */
  private static void mount(Path folder) throws IOException {
    Secret secret =
        administrator.secrets().inNamespace(Installation.NAMESPACE).withName(WitnessKey.NAME).get();
    for (Map.Entry<String, String> one : secret.getData().entrySet()) {
      Files.write(folder.resolve(one.getKey()), Base64.getDecoder().decode(one.getValue()));
    }
  }

  private static String published() {
    Map<String, String> data = maps(administrator).withName(WitnessKey.NAME).get().getData();
    return data.getOrDefault(WitnessKey.VKEY, "");
  }
}
