package dev.drawbridge.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.api.decision.Operation;
import dev.drawbridge.api.decision.RequestFact;
import dev.drawbridge.api.decision.User;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.harness.Samples;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionCallTest {

  private final ModelDeployment demo = Samples.publicDemo("research", "demo");

  @Test
  void saysWhoAsksForWhat() {
    ObjectNode review = Reviews.create(demo);
    Reviews.request(review).put("dryRun", true);

    AdmissionCall call = AdmissionCall.of(review);

    assertThat(call.uid()).isEqualTo("review-1");
    assertThat(call.namespace()).isEqualTo("research");
    assertThat(call.subresource()).isEmpty();
    assertThat(call.fact())
        .isEqualTo(new RequestFact(Operation.CREATE, true, new User("alice", List.of("team"))));
  }

  static Stream<Consumer<ObjectNode>> noReviews() {
    return Stream.of(
        ObjectNode::removeAll,
        review -> review.put("apiVersion", "admission.k8s.io/v1beta1"),
        review -> review.remove("request"),
        review -> Reviews.request(review).remove("uid"),
        review -> Reviews.request(review).put("uid", 7));
  }

  @ParameterizedTest
  @MethodSource("noReviews")
  void readsNothingElseThanAReview(Consumer<ObjectNode> spoil) {
    ObjectNode review = Reviews.create(demo);
    spoil.accept(review);

    assertThatThrownBy(() -> AdmissionCall.of(review))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("admission.k8s.io/v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "CONNECT", "create", ""})
  void judgesNoOtherOperation(String operation) {
    ObjectNode review = Reviews.create(demo);
    Reviews.request(review).put("operation", operation);

    assertThatThrownBy(() -> AdmissionCall.of(review))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CREATE and UPDATE only");
  }

  @Test
  void seesThatOnlyLabelsChange() {
    ModelDeployment labelled = Samples.publicDemo("research", "demo");
    labelled.getMetadata().setLabels(Map.of("team", "x"));

    AdmissionCall call = AdmissionCall.of(Reviews.update(demo, labelled));

    assertThat(call.leavesSpecAlone()).isTrue();
  }

  @Test
  void seesThatTheSpecChanges() {
    ModelDeployment other =
        Samples.edited(demo, yaml -> yaml.replace("demo@example.com", "other@example.com"));

    AdmissionCall call = AdmissionCall.of(Reviews.update(demo, other));

    assertThat(call.leavesSpecAlone()).isFalse();
  }

  @Test
  void seesNoSpecLeftAloneInACreation() {
    ObjectNode review = Reviews.create(demo);
    Reviews.request(review).set("oldObject", Reviews.request(review).path("object"));

    assertThat(AdmissionCall.of(review).leavesSpecAlone()).isFalse();
  }

  @Test
  void seesWhatIsOnItsWayOut() {
    ModelDeployment going = Samples.publicDemo("research", "demo");
    going.getMetadata().setDeletionTimestamp("2026-11-24T10:00:00Z");

    assertThat(AdmissionCall.of(Reviews.update(demo, going)).isDeletion()).isTrue();
    assertThat(AdmissionCall.of(Reviews.update(demo, demo)).isDeletion()).isFalse();
  }
}
