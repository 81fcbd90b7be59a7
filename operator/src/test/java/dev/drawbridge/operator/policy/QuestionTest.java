package dev.drawbridge.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.api.decision.DecisionInput;
import dev.drawbridge.api.decision.DecisionJson;
import dev.drawbridge.api.decision.NamespaceFact;
import dev.drawbridge.api.decision.Operation;
import dev.drawbridge.api.decision.Phase;
import dev.drawbridge.api.decision.RequestFact;
import dev.drawbridge.api.decision.User;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.harness.Samples;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The question, and the digest of what it rests on. */
class QuestionTest {

  private static final RequestFact ALICE =
      new RequestFact(Operation.CREATE, false, new User("alice", List.of()));
  private static final RequestFact OURSELVES =
      new RequestFact(Operation.UPDATE, true, new User("drawbridge", List.of()));

  @Test
  void isTheSameBeforeAndAfterTheObjectIsStored() {
    ModelDeployment asked = Samples.publicDemo("research", "demo");
    ModelDeployment stored = Samples.publicDemo("research", "demo");
    stored.getMetadata().setUid("u");
    stored.getMetadata().setResourceVersion("7");
    stored.getMetadata().setGeneration(1L);
    stored.getMetadata().setFinalizers(List.of("drawbridge.dev/finalizer"));
    stored
        .getMetadata()
        .setAnnotations(Map.of("kubectl.kubernetes.io/last-applied-configuration", "{}"));

    DecisionInput before = ask(asked, Scripted.facts(), Phase.ADMISSION, ALICE, Scripted.NOW);
    DecisionInput after =
        ask(stored, Scripted.facts(), Phase.RECONCILE, OURSELVES, Scripted.NOW.plusSeconds(9));

    assertThat(InputDigest.of(after)).isEqualTo(InputDigest.of(before));
  }

  @Test
  void hasAnotherDigestForAnotherSpec() {
    ModelDeployment other =
        Samples.edited(
            Samples.publicDemo("research", "demo"),
            yaml -> yaml.replace("demo@example.com", "other@example.com"));

    assertThat(InputDigest.of(ask(other))).isNotEqualTo(InputDigest.of(Scripted.question()));
  }

  @Test
  void hasAnotherDigestForOtherFacts() {
    Facts facts = Scripted.facts();
    Facts moved =
        new Facts(
            new NamespaceFact("research", Map.of("drawbridge.dev/consumer", "public")),
            facts.classification(),
            facts.context());

    DecisionInput question =
        ask(Samples.publicDemo("research", "demo"), moved, Phase.ADMISSION, ALICE, Scripted.NOW);

    assertThat(InputDigest.of(question)).isNotEqualTo(InputDigest.of(Scripted.question()));
  }

  @Test
  void bringsWhatAPersonWroteAndNothingElse() {
    ModelDeployment stored = Samples.publicDemo("research", "demo");
    stored.getMetadata().setManagedFields(List.of());
    stored.getMetadata().setLabels(Map.of("team", "x"));

    JsonNode object = DecisionJson.write(ask(stored)).path("object");

    assertThat(object.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("apiVersion", "kind", "metadata", "spec");
    assertThat(object.path("metadata").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("name", "namespace", "labels", "annotations");
    assertThat(object.at("/metadata/labels/team").asText()).isEqualTo("x");
  }

  @Test
  void isNeverAskedTwiceUnderOneId() {
    assertThat(Scripted.question().requestId()).isNotEqualTo(Scripted.question().requestId());
  }

  @Test
  void saysHowItWasBefore() {
    ModelDeployment before = Samples.publicDemo("research", "demo");

    DecisionInput question =
        Question.of(
            Samples.publicDemo("research", "demo"),
            before,
            Scripted.facts(),
            Phase.ADMISSION,
            ALICE,
            Scripted.NOW);

    assertThat(Objects.requireNonNull(question.oldObject()).at("/spec/dataClassification").asText())
        .isEqualTo("public");
  }

  private static DecisionInput ask(ModelDeployment deployment) {
    return ask(deployment, Scripted.facts(), Phase.ADMISSION, ALICE, Scripted.NOW);
  }

  private static DecisionInput ask(
      ModelDeployment deployment, Facts facts, Phase phase, RequestFact request, Instant now) {
    return Question.of(deployment, null, facts, phase, request, now);
  }
}
