package dev.drawbridge.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.harness.RunningOperator;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.webhook.AdmissionEndpoint;
import dev.drawbridge.operator.webhook.Reviews;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * What is really asked is what the schema says, against which policies are written and compiled:
 * whatever is not in it, or of another form, no policy could see.
 */
@OnTestbed
class QuestionSchemaIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String MISMATCHES =
      """
      [mismatch |
          some question in input
          some mismatch in json.match_schema(question, data.contract)[1]
      ]
      """;

  @Test
  void everyQuestionFollowsTheSchema(
      Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    testbed.applyCrds(Samples.CRDS);
    Samples.applyClassifications(client);
    Installation.of(testbed);
    List<JsonNode> questions = new CopyOnWriteArrayList<>();
    PolicyEngine real = RunningOperator.realOpa(testbed);
    ModelDeployment full =
        Samples.labAssistantCalledFromHome(client, namespace.name(), "lab-assistant");
    ModelDeployment minimal = Samples.publicDemo(namespace.name(), "demo");

    try (RunningOperator operator =
        RunningOperator.with(testbed)
            .engine(
                input -> {
                  if (!isProbe(input)) {
                    questions.add(input);
                  }
                  return real.ask(input);
                })
            .start()) {
      AdmissionEndpoint webhook =
          new AdmissionEndpoint(
              operator.parts().deploymentAdmission(), operator.parts().classificationAdmission());
      for (ModelDeployment one : List.of(full, minimal)) {
        webhook.modelDeployment(Reviews.create(one));
        Seen seen = Seen.of(client, client.resource(one).create());
        webhook.modelDeployment(Reviews.update(seen.now(), withReplicas(seen.now())));
        await("it is asked about again by the reconciler")
            .atMost(PATIENCE)
            .until(() -> asked(questions, one).contains("reconcile"));
        assertThat(asked(questions, one)).contains("admission");
        seen.delete().awaitGone();
      }
    }

    assertThat(questions).anySatisfy(one -> assertThat(one.path("oldObject").isObject()).isTrue());
    assertThat(mismatches(testbed, questions)).isEqualTo("[]");
  }

  /** It is about nothing, and meant to be a question that cannot be decided. */
  private static boolean isProbe(JsonNode question) {
    return question.path("phase").asText().equals("preview");
  }

  private static List<String> asked(List<JsonNode> questions, ModelDeployment about) {
    return questions.stream()
        .filter(
            one ->
                one.at("/object/metadata/namespace")
                        .asText()
                        .equals(about.getMetadata().getNamespace())
                    && one.at("/object/metadata/name")
                        .asText()
                        .equals(about.getMetadata().getName()))
        .map(one -> one.path("phase").asText())
        .toList();
  }

  private static ModelDeployment withReplicas(ModelDeployment deployment) {
    return Samples.edited(deployment, yaml -> yaml.replaceFirst("replicas: \\d", "replicas: 3"));
  }

  /** By the engine's own measure, as policies/check holds the fixtures of policies against it. */
  private static String mismatches(Testbed testbed, List<JsonNode> questions) {
    ArrayNode input = JsonNodeFactory.instance.arrayNode().addAll(questions);
    return testbed
        .runWithInput(
            input.toString(),
            "opa",
            "eval",
            "--stdin-input",
            "--format=raw",
            "--data=contract:../policies/schemas/decision-input.json",
            MISMATCHES)
        .orThrow()
        .stdout()
        .strip();
  }
}
