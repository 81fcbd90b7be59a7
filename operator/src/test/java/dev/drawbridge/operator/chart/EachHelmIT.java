package dev.drawbridge.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.drawbridge.operator.harness.Chart;
import dev.drawbridge.operator.harness.Helm;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart and its values are the same to each Helm. */
@OnTestbed
class EachHelmIT {

  private static final Path RESOURCES = Path.of("src", "test", "resources", "chart");

  private final Testbed testbed;

  EachHelmIT(Testbed testbed) {
    this.testbed = testbed;
  }

  static List<Path> valuesFiles() throws IOException {
    try (Stream<Path> files = Files.list(RESOURCES.resolve("values"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void lintsItWithoutAWarning(Path values) {
    String chart = Chart.folder(testbed).toString();

    assertThat(Helm.values())
        .allSatisfy(
            helm -> {
              CommandResult linted =
                  helm.run(testbed, "lint", "--strict", chart, "--values=" + values);
              assertThat(linted.exitCode()).as(linted.stdout() + linted.stderr()).isZero();
            });
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void rendersTheSameObjects(Path values) {
    assertThat(objects(Helm.THREE, values))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(objects(Helm.FOUR, values));
  }

  /** Without the token, which is another one each time. */
  private List<GenericKubernetesResource> objects(Helm helm, Path values) {
    return Chart.in(testbed).by(helm).values(values).objects().stream()
        .filter(one -> !one.getMetadata().getName().equals("drawbridge-opa-token"))
        .toList();
  }

  /** Values that make no sense. */
  record Refused(String set, String says) {}

  static List<Refused> refused() throws IOException {
    return new ObjectMapper(new YAMLFactory())
        .readValue(RESOURCES.resolve("refused.yaml").toFile(), new TypeReference<>() {});
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesNonsenseAndNamesIt(Refused values) {
    assertThat(Helm.values())
        .allSatisfy(
            helm -> {
              CommandResult result = Chart.in(testbed).by(helm).set(values.set()).tryRender();
              assertThat(result.exitCode()).isNotZero();
              assertThat(result.stderr()).contains(values.says());
            });
  }
}
