package dev.drawbridge.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnTestbed
class OnTestbedIT {

  private final KubernetesClient client;
  private final Testbed testbed;

  OnTestbedIT(KubernetesClient client, Testbed testbed) {
    this.client = client;
    this.testbed = testbed;
  }

  @Test
  void theTestHasANamespaceOfItsOwn(TestNamespace namespace) {
    assertThat(namespace.name()).startsWith("the-test-has-a-namespace-of");
    assertThat(client.namespaces().withName(namespace.name()).get().getStatus().getPhase())
        .isEqualTo("Active");
  }

  @Test
  void theAuditLogTellsWhoWroteWhat(TestNamespace namespace) {
    AuditMark before = testbed.auditMark();
    create("one", namespace);
    List<AuditEntry> writes = own(testbed.writesSince(before));

    assertThat(writes)
        .singleElement()
        .satisfies(
            write -> {
              assertThat(write.verb()).isEqualTo("create");
              assertThat(write.user()).isEqualTo("testbed-admin");
              assertThat(write.resource()).isEqualTo("configmaps");
              assertThat(write.namespace()).isEqualTo(namespace.name());
              assertThat(write.code()).isEqualTo(201);
            });
  }

  @Test
  void readingIsNoWrite(TestNamespace namespace) {
    AuditMark before = testbed.auditMark();
    client.configMaps().inNamespace(namespace.name()).list();

    assertThat(own(testbed.writesSince(before))).isEmpty();
    assertThat(own(testbed.requestsSince(before)))
        .extracting(AuditEntry::verb)
        .containsExactly("list");
  }

  @Test
  void kubectlTakesInputAndHandsItsOutcomeThrough(TestNamespace namespace) {
    String manifest = client.getKubernetesSerialization().asYaml(configMap("two", namespace));

    assertThat(testbed.kubectlWithInput(manifest, "apply", "--filename=-").orThrow().stdout())
        .contains("configmap/two created");

    CommandResult missing = testbed.kubectl("get", "configmap", "none", "-n", namespace.name());
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.stderr()).contains("not found");
    assertThatThrownBy(missing::orThrow).hasMessageContaining("not found");
  }

  @Test
  void definitionsAreServedOnceApplied(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("drawings.yaml"),
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: drawings.testbed.drawbridge.dev}
        spec:
          group: testbed.drawbridge.dev
          scope: Namespaced
          names: {plural: drawings, singular: drawing, kind: Drawing, listKind: DrawingList}
          versions:
            - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
        """);

    testbed.applyCrds(folder);

    testbed.kubectl("get", "drawings.testbed.drawbridge.dev", "--all-namespaces").orThrow();
    testbed.kubectl("delete", "--wait=false", "--filename=" + folder).orThrow();
  }

  @Test
  void opaDecidesByARevisionAndCanBeAway() {
    String revision = testbed.policyRevision();
    assertThat(revision).isNotEmpty();

    testbed.stop("opa");
    try {
      assertThatThrownBy(testbed::policyRevision).hasMessageContaining("OPA does not answer");
    } finally {
      testbed.start("opa");
    }
    assertThat(testbed.policyRevision()).isEqualTo(revision);
  }

  private void create(String name, TestNamespace namespace) {
    client.resource(configMap(name, namespace)).create();
  }

  private static ConfigMap configMap(String name, TestNamespace namespace) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace.name())
        .endMetadata()
        .addToData("key", "value")
        .build();
  }

  private static List<AuditEntry> own(List<AuditEntry> entries) {
    return entries.stream().filter(AuditEntry.byUserAgent(Testbed.USER_AGENT)).toList();
  }
}
