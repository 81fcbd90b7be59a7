package dev.drawbridge.api.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What tools see of the custom resources before any operator has looked at them. The tests share a
 * namespace, and each has objects of its own in it.
 */
@OnTestbed
@TestInstance(Lifecycle.PER_CLASS)
class CustomResourceBehaviourIT {

  private static final String PENDING =
      """
      {"observedGeneration": -1,
       "conditions": [{"type": "Ready", "status": "Unknown", "reason": "Pending",
         "message": "Waiting for operator", "lastTransitionTime": "1970-01-01T00:00:00Z"}]}
      """;

  private final KubernetesClient client;
  private final Testbed testbed;
  private final String namespace;
  private final CorpusClient server;

  CustomResourceBehaviourIT(KubernetesClient client, Testbed testbed, TestNamespace namespace) {
    this.client = client;
    this.testbed = testbed;
    this.namespace = namespace.name();
    this.server = new CorpusClient(client, namespace.name());
  }

  @BeforeAll
  static void definitionsAreThoseOfThisCheckout(Testbed testbed) {
    testbed.applyCrds(Path.of("..", "crds"));
  }

  @Test
  void newDeploymentCountsAsInProgress() {
    GenericKubernetesResource created = server.create(valid("modeldeployment-minimal"));

    assertThat(field(created, "/status")).isEqualTo(json(PENDING));
  }

  @Test
  void newClassCountsAsInProgress() {
    GenericKubernetesResource created = server.create(classOfOurOwn());

    client.resource(created).delete();
    assertThat(field(created, "/status")).isEqualTo(json(PENDING));
  }

  @Test
  void scalesLikeADeployment() {
    GenericKubernetesResource created = server.create(valid("modeldeployment-full"));

    kubectl("scale", "md/full", "--replicas=3");

    assertThat(field(server.read(created), "/spec/replicas").asInt()).isEqualTo(3);
  }

  @Test
  void scalingStaysWithinTheRange() {
    server.create(valid("modeldeployment-quantities"));

    assertThatThrownBy(() -> kubectl("scale", "md/quantities", "--replicas=101"))
        .hasMessageContaining("spec.replicas in body should be less than or equal to 100");
  }

  @Test
  void autoscalersSeeReplicasAndSelector() {
    server.create(valid("modeldeployment-image-short"));

    kubectl(
        "patch",
        "md/image-short",
        "--subresource=status",
        "--type=merge",
        "--patch={\"status\": {\"replicas\": 2, \"selector\": \"app=model\"}}");

    JsonNode scale = json(kubectl("get", "md/image-short", "--subresource=scale", "-o=json"));
    assertThat(scale.at("/status"))
        .isEqualTo(json("{\"replicas\": 2, \"selector\": \"app=model\"}"));
  }

  @Test
  void listsShowWhatMattersMost() {
    server.create(valid("modeldeployment-server-custom"));

    assertThat(kubectl("get", "md").lines().findFirst().orElse("").split(" +"))
        .containsExactly("NAME", "CLASS", "MODEL", "READY", "REASON", "REPLICAS", "AGE");
    assertThat(kubectl("get", "md", "-o=wide")).contains("SERVING-NAMESPACE", "DECISION");
    assertThat(kubectl("get", "drawbridge")).contains("modeldeployment.drawbridge.dev/");
  }

  @Test
  void listOfClassesShowsWhatMattersMost() {
    GenericKubernetesResource created = server.create(classOfOurOwn());

    String list = kubectl("get", "dcl");

    client.resource(created).delete();
    assertThat(list.lines().findFirst().orElse("").split(" +"))
        .containsExactly(
            "NAME", "RANK", "REGIONS", "PREMISES", "ENCRYPTION", "DEPLOYMENTS", "READY", "AGE");
  }

  @Test
  void kubectlShowsEveryMistakeAtOnce() {
    CorpusFile wrong = CorpusFile.named("invalid", "modeldeployment-every-field-wrong");

    CommandResult result = kubectlWithInput(wrong, "create", "--filename=-");

    assertThat(result.exitCode()).isNotZero();
    assertThat(wrong.refusals())
        .allSatisfy(
            refusal ->
                assertThat(result.stderr()).contains(refusal.field()).matches(refusal::isToldBy));
  }

  @Test
  void serverSideApplyRefusesUnknownFieldsEvenWhenNobodyAsks() {
    CorpusFile unknown = CorpusFile.named("invalid", "modeldeployment-unknown-field-in-spec");

    CommandResult result =
        kubectlWithInput(unknown, "apply", "--server-side", "--validate=false", "--filename=-");

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.stderr()).contains(".spec.autoscaling: field not declared in schema");
  }

  private static GenericKubernetesResource valid(String name) {
    return CorpusFile.named("valid", name).first();
  }

  /** Classes have no namespace to tell those of different tests apart. */
  private GenericKubernetesResource classOfOurOwn() {
    GenericKubernetesResource lowestRank = valid("dataclassification-empty-sections");
    lowestRank.getMetadata().setName("class-of-" + namespace);
    return lowestRank;
  }

  private String kubectl(String... arguments) {
    return testbed.kubectl(here(arguments)).orThrow().stdout();
  }

  private CommandResult kubectlWithInput(CorpusFile file, String... arguments) {
    return testbed.kubectlWithInput(Serialization.asYaml(file.first()), here(arguments));
  }

  private String[] here(String... arguments) {
    return Stream.concat(Stream.of(arguments), Stream.of("--namespace=" + namespace))
        .toArray(String[]::new);
  }

  private static JsonNode field(GenericKubernetesResource object, String pointer) {
    return Serialization.jsonMapper().valueToTree(object).at(pointer);
  }

  private static JsonNode json(String text) {
    return SchemaFinish.json(text);
  }
}
