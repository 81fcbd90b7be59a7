package dev.drawbridge.operator.plan;

import static dev.drawbridge.operator.fixture.Owners.entry;
import static dev.drawbridge.operator.fixture.Owners.ours;
import static dev.drawbridge.operator.fixture.Owners.owned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.fixture.Given;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceSpecBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplacementTest {

  private static final ServingPlan PLAN = Given.plan(Given.admitted(Given.labAssistant()));

  @Test
  void contentIsAsDesiredAndMetadataAsTheServerKeepsIt() {
    Deployment desired = only(Deployment.class);
    Deployment live = owned(desired, ours("{}"));
    live.getMetadata().setUid("u1");
    live.getMetadata().setResourceVersion("42");
    live.getMetadata().setFinalizers(List.of("example.com/hold"));
    live.getSpec().getTemplate().getSpec().setHostNetwork(true);

    Deployment replacement = Replacement.of(desired, live);

    assertThat(replacement.getSpec()).isEqualTo(desired.getSpec());
    assertThat(replacement.getMetadata().getUid()).isEqualTo("u1");
    assertThat(replacement.getMetadata().getResourceVersion()).isEqualTo("42");
    assertThat(replacement.getMetadata().getFinalizers()).containsExactly("example.com/hold");
  }

  @Test
  void labelsOfOthersStayAndOursWin() {
    Deployment desired = only(Deployment.class);
    Deployment live = owned(desired, ours("{}"));
    live.getMetadata().getLabels().put("team", "a");
    live.getMetadata().getLabels().put(Labels.MANAGED_BY, "somebody");
    live.getMetadata().setAnnotations(Map.of("deployment.kubernetes.io/revision", "3"));

    Deployment replacement = Replacement.of(desired, live);

    assertThat(replacement.getMetadata().getLabels())
        .containsEntry("team", "a")
        .containsEntry(Labels.MANAGED_BY, Labels.MANAGER);
    assertThat(replacement.getMetadata().getAnnotations())
        .containsEntry("deployment.kubernetes.io/revision", "3");
  }

  @Test
  void strangersOwnNothingAfterwards() {
    Deployment desired = only(Deployment.class);
    Deployment live =
        owned(
            desired,
            ours("{}"),
            entry("kubectl-edit", "Update", null, "{\"f:spec\": {\"f:paused\": {}}}"),
            entry("kube-controller-manager", "Update", "status", "{\"f:status\": {}}"));

    Deployment replacement = Replacement.of(desired, live);

    assertThat(replacement.getMetadata().getManagedFields())
        .extracting(owner -> owner.getManager())
        .containsExactly(FieldManager.NAME, "kube-controller-manager");
  }

  @Test
  void addressesOfAServiceStay() {
    Service desired = only(Service.class);
    Service live = owned(desired, ours("{}"));
    live.getSpec().setClusterIP("10.0.0.7");
    live.getSpec().setClusterIPs(List.of("10.0.0.7"));
    live.getSpec().setExternalIPs(List.of("192.0.2.1"));

    Service replacement = Replacement.of(desired, live);

    assertThat(replacement.getSpec().getClusterIP()).isEqualTo("10.0.0.7");
    assertThat(replacement.getSpec().getClusterIPs()).containsExactly("10.0.0.7");
    assertThat(replacement.getSpec().getExternalIPs()).isEmpty();
  }

  @Test
  void finalizersOfANamespaceStay() {
    Namespace desired = only(Namespace.class);
    Namespace live = owned(desired, ours("{}"));
    live.setSpec(new NamespaceSpecBuilder().withFinalizers("kubernetes").build());

    Namespace replacement = Replacement.of(desired, live);

    assertThat(replacement.getSpec().getFinalizers()).containsExactly("kubernetes");
  }

  @Test
  void neitherTheDesiredNorTheLiveObjectIsTouched() {
    Deployment desired = only(Deployment.class);
    Deployment live = owned(desired, ours("{}"));
    live.getMetadata().getLabels().put("team", "a");
    Deployment desiredBefore = Given.copy(desired);
    Deployment liveBefore = Given.copy(live);

    Deployment replacement = Replacement.of(desired, live);
    replacement.getMetadata().getLabels().put("spoilt", "yes");
    replacement.getSpec().getTemplate().getSpec().setHostNetwork(true);

    assertThat(desired).isEqualTo(desiredBefore);
    assertThat(live).isEqualTo(liveBefore);
  }

  private static <T extends HasMetadata> T only(Class<T> type) {
    return PLAN.objects().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }
}
