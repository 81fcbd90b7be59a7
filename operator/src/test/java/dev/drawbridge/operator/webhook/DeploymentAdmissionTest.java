package dev.drawbridge.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.cluster.Cluster;
import dev.drawbridge.operator.cluster.ClusterFacts;
import dev.drawbridge.operator.cluster.Inbox;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.policy.Fault.Kind;
import dev.drawbridge.operator.policy.PolicyEngine;
import dev.drawbridge.operator.policy.Scripted;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import jakarta.ws.rs.WebApplicationException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeploymentAdmissionTest {

  private static final String DEMO_PATH =
      "/apis/drawbridge.dev/v1alpha1/namespaces/research/modeldeployments/demo";

  private final FakeApi api = new FakeApi();
  private final Cluster cluster = new Cluster(api.client(), new Inbox());
  private final List<JsonNode> questions = new ArrayList<>();
  private final ModelDeployment demo = Samples.publicDemo("research", "demo");

  @BeforeEach
  void serveClasses() {
    api.serve("/apis/drawbridge.dev/v1alpha1/dataclassifications", classes());
  }

  @AfterEach
  void closeApi() {
    api.close();
  }

  @Test
  void letsInWithWarningsAndARecordForTheAuditLog() {
    PolicyEngine engine =
        Scripted.answering(
            result ->
                result.withArray("findings").add(Scripted.finding("soft", "warn", "violated")));

    Answer answer = judge(engine, Reviews.create(demo));

    assertThat(answer)
        .asInstanceOf(type(Answer.Admit.class))
        .satisfies(
            admit -> {
              assertThat(admit.warnings()).singleElement().asString().contains("[soft]");
              assertThat(admit.annotations())
                  .containsEntry("result", "allow")
                  .containsEntry("decision-id", Scripted.DECISION_ID)
                  .containsEntry("policy-revision", Scripted.REVISION)
                  .containsKey("input-digest");
            });
  }

  @Test
  void refusesWithEverythingThatAUserCanKnow() {
    Answer answer = judge(Scripted.answering(Scripted::deny), Reviews.create(demo));

    assertThat(answer)
        .asInstanceOf(type(Answer.Refuse.class))
        .satisfies(
            refuse -> {
              assertThat(refuse.code()).isEqualTo(403);
              assertThat(refuse.message())
                  .contains("[residency]", "fix: make it right", Scripted.DECISION_ID);
              assertThat(refuse.annotations())
                  .containsEntry("result", "deny")
                  .containsEntry("decision-id", Scripted.DECISION_ID);
            });
  }

  @Test
  void refusesWithoutADecision() {
    Answer answer = judge(Scripted.failing(Kind.TIMEOUT), Reviews.create(demo));

    assertThat(answer)
        .asInstanceOf(type(Answer.Refuse.class))
        .satisfies(
            refuse -> {
              assertThat(refuse.code()).isEqualTo(503);
              assertThat(refuse.message()).contains("nothing is changed [timeout]");
              assertThat(refuse.annotations()).containsEntry("fault", "timeout");
            });
  }

  @Test
  void asksForTheFactsThatItsCachesLack() {
    api.serve(
        "/api/v1/namespaces/research",
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("research")
            .addToLabels("team", "x")
            .endMetadata()
            .build());

    judge(allowing(), Reviews.create(demo));

    assertThat(question().at("/namespace/labels/team").asText()).isEqualTo("x");
    assertThat(question().at("/classification/state").asText()).isEqualTo("found");
  }

  @Test
  void keepsOutOfTheNamespacesOfModels() {
    api.serve(
        "/api/v1/namespaces/research",
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("research")
            .addToLabels(Map.of("app.kubernetes.io/managed-by", "drawbridge"))
            .addToLabels("drawbridge.dev/deployment", "other")
            .endMetadata()
            .build());

    Answer answer = judge(allowing(), Reviews.create(demo));

    assertThat(answer)
        .asInstanceOf(type(Answer.Refuse.class))
        .satisfies(
            refuse -> {
              assertThat(refuse.code()).isEqualTo(422);
              assertThat(refuse.message()).contains("use a namespace of your own");
            });
    assertThat(questions).isEmpty();
  }

  @Test
  void refusesWhatOnlyALaterVersionUnderstands() {
    ObjectNode later = Reviews.create(demo);
    ((ObjectNode) later.at("/request/object/spec/server")).put("runtime", "Later");

    Answer answer = judge(allowing(), later);

    assertThat(answer)
        .asInstanceOf(type(Answer.Refuse.class))
        .satisfies(
            refuse -> {
              assertThat(refuse.code()).isEqualTo(422);
              assertThat(refuse.message()).contains("update the operator");
            });
    assertThat(questions).isEmpty();
  }

  @Test
  void judgesAScaleByTheDeploymentAsItWouldBe() {
    api.serve(DEMO_PATH, demo);

    Answer answer = judge(allowing(), Reviews.scale(demo, 9));

    assertThat(answer).isInstanceOf(Answer.Admit.class);
    assertThat(question().at("/object/spec/replicas").asInt()).isEqualTo(9);
    assertThat(question().at("/object/spec/dataClassification").asText()).isEqualTo("public");
    assertThat(question().at("/oldObject/spec/replicas").asInt()).isEqualTo(1);
  }

  @Test
  void refusesAScaleThatPolicyDenies() {
    api.serve(DEMO_PATH, demo);

    Answer answer = judge(Scripted.answering(Scripted::deny), Reviews.scale(demo, 9));

    assertThat(answer)
        .asInstanceOf(type(Answer.Refuse.class))
        .satisfies(refuse -> assertThat(refuse.code()).isEqualTo(403));
  }

  @Test
  void refusesAScaleOfNothing() {
    Answer answer = judge(allowing(), Reviews.scale(demo, 9));

    assertThat(answer)
        .asInstanceOf(type(Answer.Refuse.class))
        .satisfies(refuse -> assertThat(refuse.code()).isEqualTo(422));
    assertThat(questions).isEmpty();
  }

  @Test
  void asksNobodyWhenTheSpecStays() {
    ModelDeployment labelled = Samples.publicDemo("research", "demo");
    labelled.getMetadata().setLabels(Map.of("team", "x"));

    Answer answer = judge(Scripted.failing(Kind.UNREACHABLE), Reviews.update(demo, labelled));

    assertThat(answer).isEqualTo(Answer.Admit.silently());
    assertThat(questions).isEmpty();
  }

  @Test
  void neverHoldsUpADeletion() {
    ModelDeployment going =
        Samples.edited(demo, yaml -> yaml.replace("demo@example.com", "other@example.com"));
    going.getMetadata().setDeletionTimestamp("2026-11-24T10:00:00Z");

    Answer answer = judge(Scripted.failing(Kind.UNREACHABLE), Reviews.update(demo, going));

    assertThat(answer).isEqualTo(Answer.Admit.silently());
    assertThat(questions).isEmpty();
  }

  @Test
  void givesANameToWhatHasNoneYet() {
    ModelDeployment unnamed = Samples.publicDemo("research", "demo");
    unnamed.getMetadata().setName(null);
    unnamed.getMetadata().setNamespace(null);
    unnamed.getMetadata().setGenerateName("demo-");
    ObjectNode review = Reviews.create(unnamed);
    Reviews.request(review).put("namespace", "research");

    judge(allowing(), review);

    assertThat(question().at("/object/metadata/name").asText()).isEqualTo("demo-x");
    assertThat(question().at("/object/metadata/namespace").asText()).isEqualTo("research");
  }

  @Test
  void answersADryRunLikeAnyOtherAndWritesNothing() {
    ObjectNode review = Reviews.create(demo);
    Reviews.request(review).put("dryRun", true);

    Answer dry = judge(allowing(), review);
    Answer real = judge(allowing(), Reviews.create(demo));

    assertThat(dry).isEqualTo(real);
    assertThat(questions.getFirst().at("/request/dryRun").asBoolean()).isTrue();
    assertThat(api.requests()).allSatisfy(request -> assertThat(request).startsWith("GET "));
  }

  @Test
  void tellsPolicyHowItWasBefore() {
    ModelDeployment other =
        Samples.edited(demo, yaml -> yaml.replace("demo@example.com", "other@example.com"));

    judge(allowing(), Reviews.update(demo, other));

    assertThat(question().at("/object/spec/governance/owner").asText())
        .isEqualTo("other@example.com");
    assertThat(question().at("/oldObject/spec/governance/owner").asText())
        .isEqualTo("demo@example.com");
    assertThat(question().at("/request/user/username").asText()).isEqualTo("alice");
  }

  @Test
  void writesAnAnswerThatTheApiServerUnderstands() {
    ReviewResponse refused =
        endpoint(Scripted.answering(Scripted::deny)).modelDeployment(Reviews.create(demo));
    ReviewResponse let = endpoint(allowing()).modelDeployment(Reviews.create(demo));

    assertThat(refused.apiVersion()).isEqualTo("admission.k8s.io/v1");
    assertThat(refused.kind()).isEqualTo("AdmissionReview");
    assertThat(refused.response().uid()).isEqualTo("review-1");
    assertThat(refused.response().allowed()).isFalse();
    assertThat(Objects.requireNonNull(refused.response().status()).code()).isEqualTo(403);
    assertThat(let.response().allowed()).isTrue();
    assertThat(let.response().status()).isNull();
  }

  @Test
  void refusesWhenItFailsItself() {
    PolicyEngine buggy =
        input -> {
          throw new IllegalStateException("oops");
        };

    ReviewResponse response = endpoint(buggy).modelDeployment(Reviews.create(demo));

    assertThat(response.response().allowed()).isFalse();
    assertThat(Objects.requireNonNull(response.response().status()).code()).isEqualTo(500);
    assertThat(response.response().status().message())
        .contains("nothing is changed: oops; see the operator's log");
  }

  @Test
  void refusesAReviewWithoutAnObject() {
    ObjectNode review = Reviews.create(demo);
    Reviews.request(review).remove("object");

    ReviewResponse response = endpoint(allowing()).modelDeployment(review);

    assertThat(response.response().allowed()).isFalse();
  }

  @Test
  void answersWhatIsNoReviewAsABadRequest() {
    AdmissionEndpoint endpoint = endpoint(allowing());
    JsonNode noReview = JsonNodeFactory.instance.objectNode().put("kind", "Pod");

    assertThatThrownBy(() -> endpoint.modelDeployment(noReview))
        .asInstanceOf(type(WebApplicationException.class))
        .satisfies(bad -> assertThat(bad.getResponse().getStatus()).isEqualTo(400));
    assertThatThrownBy(() -> endpoint.dataClassification(noReview))
        .asInstanceOf(type(WebApplicationException.class))
        .satisfies(bad -> assertThat(bad.getResponse().getStatus()).isEqualTo(400));
  }

  @Test
  void warnsOfAClassThatOnlyALaterVersionUnderstands() {
    ObjectNode later = Reviews.create(Samples.classifications().getFirst());
    ((ObjectNode) later.at("/request/object/spec")).putObject("residency").put("premises", "Later");

    Answer answer = new ClassificationAdmission(cluster).judge(AdmissionCall.of(later));

    assertThat(answer)
        .asInstanceOf(type(Answer.Admit.class))
        .satisfies(
            admit ->
                assertThat(admit.warnings())
                    .singleElement()
                    .asString()
                    .contains("update the operator"));
  }

  @Test
  void letsAClassInWithoutWarningWhenItConcernsNobody() {
    Answer answer =
        new ClassificationAdmission(cluster)
            .judge(AdmissionCall.of(Reviews.create(Samples.classifications().getFirst())));

    assertThat(answer).isEqualTo(Answer.Admit.silently());
  }

  private static PolicyEngine allowing() {
    return Scripted.answering(result -> {});
  }

  private Answer judge(PolicyEngine engine, JsonNode review) {
    return admission(engine).judge(AdmissionCall.of(review));
  }

  private AdmissionEndpoint endpoint(PolicyEngine engine) {
    return new AdmissionEndpoint(admission(engine), new ClassificationAdmission(cluster));
  }

  private DeploymentAdmission admission(PolicyEngine engine) {
    PolicyEngine listening =
        input -> {
          questions.add(input);
          return engine.ask(input);
        };
    return new DeploymentAdmission(
        ClusterFacts.confirmed(cluster, new ClusterFact("test", null, null), api.client()),
        Scripted.gate(listening),
        api.client(),
        Clock.fixed(Scripted.NOW, ZoneOffset.UTC));
  }

  private JsonNode question() {
    return questions.getLast();
  }

  private static KubernetesResourceList<?> classes() {
    DefaultKubernetesResourceList<DataClassification> list = new DefaultKubernetesResourceList<>();
    list.setItems(Samples.classifications());
    return list;
  }
}
