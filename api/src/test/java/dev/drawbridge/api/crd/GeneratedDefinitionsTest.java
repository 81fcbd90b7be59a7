package dev.drawbridge.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratedDefinitionsTest {

  private static final Path CRDS = Path.of("..", "crds");

  @BeforeAll
  static void updatesOnDemand() throws IOException {
    if (Boolean.getBoolean("crds.update")) {
      Files.createDirectories(CRDS);
      for (Map.Entry<String, String> file : GeneratedDefinitions.generate().entrySet()) {
        Files.writeString(CRDS.resolve(file.getKey()), file.getValue());
      }
    }
  }

  @Test
  void checkedInFilesAreWhatTheTypesSay() throws IOException {
    assertThat(checkedIn())
        .as(
            "crds/ has drifted from the types in api/. Regenerate with"
                + " 'mvn -pl api -am test -Dcrds.update=true' and check the files in together with"
                + " the change.")
        .isEqualTo(GeneratedDefinitions.generate());
  }

  @ParameterizedTest
  @MethodSource("files")
  void beginsADocumentSoThatHelm3CanPrintOneAfterTheOther(String name, String content) {
    assertThat(content).as(name).startsWith("---\n");
  }

  @ParameterizedTest
  @MethodSource("files")
  void staysSmallEnoughForClientSideApply(String name, String content) {
    assertThat(content.getBytes(StandardCharsets.UTF_8).length).as(name).isLessThan(100_000);
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFieldIsDescribed(String name, String content) {
    Map<String, JSONSchemaProps> fields = fieldsOf(content);
    fields.remove("/metadata"); // the API server describes it, and accepts nobody else's words

    assertThat(fields).isNotEmpty();
    assertThat(fields)
        .allSatisfy(
            (path, field) ->
                assertThat(field.getDescription()).as("%s: %s", name, path).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyRuleSaysWhatToDo(String name, String content) {
    fieldsOf(content)
        .forEach(
            (path, field) ->
                assertThat(field.getXKubernetesValidations())
                    .as("%s: %s", name, path)
                    .allSatisfy(rule -> assertThat(rule.getMessage()).hasSizeGreaterThan(40))
                    .doesNotHaveDuplicates());
  }

  @ParameterizedTest
  @MethodSource("files")
  void nothingUnknownIsKept(String name, String content) {
    assertThat(content).as(name).doesNotContain("preserve-unknown-fields");
  }

  static Stream<Arguments> files() {
    return GeneratedDefinitions.generate().entrySet().stream()
        .map(f -> Arguments.of(f.getKey(), f.getValue()));
  }

  private static Map<String, String> checkedIn() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.list(CRDS)) {
      for (Path path : paths.toList()) {
        files.put(path.getFileName().toString(), Files.readString(path));
      }
    }
    return files;
  }

  private static Map<String, JSONSchemaProps> fieldsOf(String content) {
    CustomResourceDefinition definition =
        Serialization.unmarshal(content, CustomResourceDefinition.class);
    Map<String, JSONSchemaProps> fields = new TreeMap<>();
    definition
        .getSpec()
        .getVersions()
        .forEach(v -> walk("", v.getSchema().getOpenAPIV3Schema(), fields::put));
    return fields;
  }

  private static void walk(
      String path, JSONSchemaProps schema, BiConsumer<String, JSONSchemaProps> visit) {
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (name, field) -> {
                visit.accept(path + "/" + name, field);
                walk(path + "/" + name, field, visit);
              });
    }
    if (schema.getItems() != null) {
      walk(path + "[]", schema.getItems().getSchema(), visit);
    }
    if (schema.getAdditionalProperties() != null) {
      walk(path + "{}", schema.getAdditionalProperties().getSchema(), visit);
    }
  }
}
