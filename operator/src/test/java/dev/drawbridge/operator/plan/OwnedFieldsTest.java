package dev.drawbridge.operator.plan;

import static dev.drawbridge.operator.fixture.Owners.entry;
import static dev.drawbridge.operator.fixture.Owners.ours;
import static dev.drawbridge.operator.fixture.Owners.owned;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The samples are what an API server 1.36 keeps, cut down to what matters. */
class OwnedFieldsTest {

  private static final String REPLICAS_AND_IMAGE =
      """
      {"f:metadata": {"f:labels": {"f:app.kubernetes.io/managed-by": {}}},
       "f:spec": {"f:replicas": {}, "f:template": {"f:spec": {"f:containers": {
         "k:{\\"name\\":\\"model\\"}": {".": {}, "f:image": {}, "f:name": {}}}}}}}
      """;
  private static final String IMAGE =
      """
      {"f:spec": {"f:template": {"f:spec": {"f:containers": {
         "k:{\\"name\\":\\"model\\"}": {"f:image": {}}}}}}}
      """;
  private static final String HOST_NETWORK =
      """
      {"f:spec": {"f:template": {"f:spec": {"f:hostNetwork": {}}}}}
      """;
  private static final String SCALE =
      """
      {"f:spec": {"f:replicas": {}}}
      """;
  private static final String STATUS =
      """
      {"f:metadata": {"f:annotations": {".": {}, "f:deployment.kubernetes.io/revision": {}}},
       "f:status": {"f:conditions": {".": {}, "k:{\\"type\\":\\"Available\\"}": {"f:status": {}}}}}
      """;

  @Test
  void whatWeAppliedHasNoStrangers() {
    Set<String> strangers = OwnedFields.strangers(live(ours(REPLICAS_AND_IMAGE)));

    assertThat(strangers).isEmpty();
  }

  @Test
  void anEditorWhoAddsHostNetworkIsAStranger() {
    Set<String> strangers =
        OwnedFields.strangers(
            live(ours(REPLICAS_AND_IMAGE), entry("kubectl-edit", "Update", null, HOST_NETWORK)));

    assertThat(strangers).containsExactly("kubectl-edit");
  }

  @Test
  void whoSetsTheSameFieldsAsWeIsNoStranger() {
    Set<String> strangers =
        OwnedFields.strangers(
            live(ours(REPLICAS_AND_IMAGE), entry("argocd-controller", "Apply", null, IMAGE)));

    assertThat(strangers).isEmpty();
  }

  @Test
  void ourOwnUpdateOfAFieldThatWeDoNotApplyCountsAsStrange() {
    Set<String> strangers =
        OwnedFields.strangers(
            live(ours(REPLICAS_AND_IMAGE), entry(FieldManager.NAME, "Update", null, HOST_NETWORK)));

    assertThat(strangers).containsExactly(FieldManager.NAME);
  }

  @Test
  void whoScalesWhatWeApplyToo() {
    Set<String> strangers =
        OwnedFields.strangers(
            live(ours(REPLICAS_AND_IMAGE), entry("kubectl", "Update", "scale", SCALE)));

    assertThat(strangers).isEmpty();
  }

  @Test
  void whoScalesWhatWeDoNotApplyIsAStranger() {
    Set<String> strangers =
        OwnedFields.strangers(live(ours(IMAGE), entry("kubectl", "Update", "scale", SCALE)));

    assertThat(strangers).containsExactly("kubectl");
  }

  @Test
  void statusLabelsAndAnnotationsAreOpenToAll() {
    Set<String> strangers =
        OwnedFields.strangers(
            live(
                ours(REPLICAS_AND_IMAGE),
                entry("kube-controller-manager", "Update", "status", STATUS),
                entry("kube-controller-manager", "Update", null, STATUS)));

    assertThat(strangers).isEmpty();
  }

  @Test
  void whoOwnsOnlyTheParentOwnsNothing() {
    Set<String> strangers =
        OwnedFields.strangers(
            live(
                ours(IMAGE),
                entry("kubectl", "Update", null, "{\"f:spec\": {\"f:template\": {\".\": {}}}}")));

    assertThat(strangers).isEmpty();
  }

  @Test
  void strangersAreNamedSortedAndOnce() {
    Set<String> strangers =
        OwnedFields.strangers(
            live(
                entry("zeta", "Update", null, HOST_NETWORK),
                entry("alpha", "Update", null, IMAGE),
                entry("alpha", "Apply", null, SCALE)));

    assertThat(strangers).containsExactly("alpha", "zeta");
  }

  @Test
  void inOurOwnResourcesWhoWritesTheStatusIsAStranger() {
    Deployment own =
        live(
            entry(FieldManager.NAME, "Apply", "status", "{\"f:status\": {\"f:replicas\": {}}}"),
            entry("mallory", "Update", "status", STATUS),
            entry("kubectl", "Apply", null, REPLICAS_AND_IMAGE));

    Set<String> strangers = OwnedFields.strangersInStatus(own);

    assertThat(strangers).containsExactly("mallory");
  }

  @Test
  void aStatusOfOursAloneHasNoStrangers() {
    Deployment own =
        live(
            entry(FieldManager.NAME, "Apply", "status", STATUS),
            entry("kubectl", "Apply", null, REPLICAS_AND_IMAGE));

    Set<String> strangers = OwnedFields.strangersInStatus(own);

    assertThat(strangers).isEmpty();
  }

  private static Deployment live(ManagedFieldsEntry... owners) {
    return owned(
        new DeploymentBuilder().withNewMetadata().withName("model").endMetadata().build(), owners);
  }
}
