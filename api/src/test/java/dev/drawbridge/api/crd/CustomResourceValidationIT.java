package dev.drawbridge.api.crd;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server says to the files of {@code src/test/resources/crs}. */
@OnTestbed
class CustomResourceValidationIT {

  /** What our rules say, and they have to say the fix. */
  private static final Set<String> RULES =
      Stream.of("ModelDeployment", "DataClassification")
          .map(CustomResourceValidationIT::schemaOf)
          .map(schema -> Serialization.jsonMapper().<JsonNode>valueToTree(schema))
          .flatMap(schema -> schema.findParents("rule").stream())
          .map(rule -> rule.path("message").asText())
          .collect(toSet());

  @BeforeAll
  static void definitionsAreThoseOfThisCheckout(Testbed testbed) {
    testbed.applyCrds(Path.of("..", "crds"));
  }

  @TestFactory
  Stream<DynamicTest> acceptsAndFillsInDefaults(KubernetesClient client, TestNamespace namespace) {
    CorpusClient server = new CorpusClient(client, namespace.name());
    return CorpusFile.in("valid")
        .map(file -> dynamicTest(file.name(), () -> assertAccepted(server, file)));
  }

  @TestFactory
  Stream<DynamicTest> refusesAndNamesFieldAndFix(KubernetesClient client, TestNamespace namespace) {
    CorpusClient server = new CorpusClient(client, namespace.name());
    return Stream.of("invalid", "invalid-update")
        .flatMap(CorpusFile::in)
        .map(file -> dynamicTest(file.name(), () -> assertRefused(server, file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ModelDeployment", "DataClassification"})
  void everythingTheSchemaForbidsIsTriedBySomeFile(
      String kind, KubernetesClient client, TestNamespace namespace) {
    CorpusClient server = new CorpusClient(client, namespace.name());
    List<Answer.Cause> causes =
        Stream.of("invalid", "invalid-update")
            .flatMap(CorpusFile::in)
            .filter(file -> file.first().getKind().equals(kind))
            .flatMap(file -> server.answerTo(file).causes().stream())
            .toList();

    List<Constraint> untried =
        Constraint.of(schemaOf(kind)).stream()
            .filter(constraint -> causes.stream().noneMatch(constraint::isBrokenBy))
            .toList();

    assertThat(untried).isEmpty();
  }

  /**
   * Nothing right in it, for people who paste. It takes a second file: what the API server finds
   * before it looks at rules keeps it from looking at them.
   */
  @ParameterizedTest
  @ValueSource(strings = {"ModelDeployment", "DataClassification"})
  void everyFieldIsWrongInTheFilesThatSayIt(
      String kind, KubernetesClient client, TestNamespace namespace) {
    CorpusClient server = new CorpusClient(client, namespace.name());
    List<String> refused =
        CorpusFile.in("invalid")
            .filter(file -> file.first().getKind().equals(kind))
            .filter(file -> file.name().contains("-every-field-wrong"))
            .flatMap(file -> server.answerTo(file).causes().stream())
            .map(cause -> Leaves.named(cause.field()))
            .toList();

    assertThat(refused).containsAll(Leaves.of(schemaOf(kind)));
  }

  @Test
  void noFileIsUnused() {
    long used = Stream.of("valid", "invalid", "invalid-update").flatMap(CorpusFile::in).count();

    assertThat(YamlFiles.in(CorpusFile.ROOT)).hasSize((int) used);
  }

  private static void assertAccepted(CorpusClient server, CorpusFile file) {
    // Classes are not stored: other tests share them.
    GenericKubernetesResource held =
        file.first().getKind().equals("DataClassification")
            ? server.tryToCreate(file.first())
            : server.read(server.create(file.first()));

    JsonNode spec = Serialization.jsonMapper().valueToTree(held).get("spec");
    assertThat(spec).isEqualTo(file.specWithDefaults());
  }

  private static void assertRefused(CorpusClient server, CorpusFile file) {
    assertThat(file.refusals()).as("comments on top").isNotEmpty().allMatch(Refusal::isComplete);

    Answer answer = server.answerTo(file);

    assertThat(file.refusals())
        .allSatisfy(
            refusal -> assertThat(answer).matches(a -> a.tells(refusal), "tells " + refusal));
    assertThat(file.refusals())
        .filteredOn(refusal -> refusal.fixes().isEmpty())
        .flatExtracting(answer::causesTold)
        .as("of the API server")
        .noneMatch(cause -> RULES.stream().anyMatch(cause.text()::contains));
  }

  private static JSONSchemaProps schemaOf(String kind) {
    return GeneratedDefinitions.generate().values().stream()
        .map(content -> Serialization.unmarshal(content, CustomResourceDefinition.class))
        .filter(definition -> definition.getSpec().getNames().getKind().equals(kind))
        .map(d -> d.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema())
        .findFirst()
        .orElseThrow();
  }
}
