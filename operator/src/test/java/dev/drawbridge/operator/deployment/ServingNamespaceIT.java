package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every deployment has a serving namespace of its own, and takes nobody else's. */
@OnTestbed
class ServingNamespaceIT {

  private static final int LONGEST = 63;

  private static final List<Namespace> MADE = new ArrayList<>();
  private static Stage stage;

  @BeforeAll
  static void raise(Testbed testbed) {
    stage = Stage.up(testbed);
  }

  @AfterAll
  static void strike(KubernetesClient client) {
    stage.close();
    MADE.forEach(namespace -> client.resource(namespace).delete());
  }

  @Test
  void isNotSharedByDeploymentsWhoseNamesReadAlike(
      KubernetesClient client, TestNamespace namespace) {
    make(client, namespace + "-b", Map.of());

    Seen one = stage.deploy(Samples.publicDemo(namespace + "-b", "c")).awaitReady();
    Seen other = stage.deploy(Samples.publicDemo(namespace.name(), "b-c")).awaitReady();

    assertThat(one.servingNamespace()).isNotEqualTo(other.servingNamespace());
    assertThat(owner(client, one)).isEqualTo(DeploymentKey.of(one.named()));
    assertThat(owner(client, other)).isEqualTo(DeploymentKey.of(other.named()));
  }

  @Test
  void holdsNamesOfFullLength(KubernetesClient client, TestNamespace namespace) {
    String home = filled(namespace.name(), "n");
    make(client, home, Map.of());

    Seen seen = stage.deploy(Samples.publicDemo(home, filled("m", "m"))).awaitReady();
    Seen other = stage.deploy(Samples.publicDemo(home, filled("m", "o"))).awaitReady();

    assertThat(seen.servingNamespace()).hasSizeLessThanOrEqualTo(LONGEST);
    assertThat(seen.servingNamespace()).isNotEqualTo(other.servingNamespace());
  }

  private static String filled(String start, String letter) {
    return start + letter.repeat(LONGEST - start.length());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isLeftAloneWhenItIsSomebodyElses(
      boolean anotherDeploymentsOwn,
      Testbed testbed,
      KubernetesClient client,
      TestNamespace namespace) {
    ModelDeployment sample = Samples.publicDemo(namespace.name(), "demo");
    String name = ServingNames.namespace(DeploymentKey.of(sample));
    Map<String, String> labels =
        anotherDeploymentsOwn
            ? Labels.of(new DeploymentKey("elsewhere", "other"))
            : Map.of("team", "blue");
    Namespace taken = make(client, name, labels);
    AuditMark mark = testbed.auditMark();

    Seen seen = stage.deploy(sample);
    seen.await(ConditionType.READY, ConditionStatus.FALSE, Reason.SERVING_NAMESPACE_TAKEN);
    boolean stalled = seen.condition(ConditionType.STALLED).isPresent();
    seen.delete().awaitGone();

    assertThat(stalled).isTrue();
    assertThat(stage.writesSince(mark)).extracting(AuditEntry::namespace).doesNotContain(name);
    assertThat(client.namespaces().withName(name).get())
        .isNotNull()
        .satisfies(
            found -> {
              assertThat(found.getMetadata().getUid()).isEqualTo(taken.getMetadata().getUid());
              assertThat(found.getMetadata().getLabels()).containsAllEntriesOf(labels);
              assertThat(found.getMetadata().getDeletionTimestamp()).isNull();
            });
  }

  private static Namespace make(KubernetesClient client, String name, Map<String, String> labels) {
    Namespace made =
        client
            .resource(
                new NamespaceBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withLabels(labels)
                    .endMetadata()
                    .build())
            .create();
    MADE.add(made);
    return made;
  }

  private static DeploymentKey owner(KubernetesClient client, Seen seen) {
    return DeploymentKey.ownerOf(client.namespaces().withName(seen.servingNamespace()).get())
        .orElseThrow();
  }
}
