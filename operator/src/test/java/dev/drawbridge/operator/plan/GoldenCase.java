package dev.drawbridge.operator.plan;

import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.fixture.Given;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder with what goes into a plan, and what must come out of it. */
record GoldenCase(Path folder) {

  private static final Path ALL = Path.of("src", "test", "resources", "golden");
  private static final String DEPLOYMENT = "in-modeldeployment.yaml";
  private static final String CLASSIFICATION = "in-dataclassification.yaml";

  static List<GoldenCase> all() {
    return files(ALL).map(GoldenCase::new).toList();
  }

  String name() {
    return folder.getFileName().toString();
  }

  Admitted admitted() {
    return Given.admitted(
        Given.read(content(DEPLOYMENT), ModelDeployment.class),
        Given.read(content(CLASSIFICATION), DataClassification.class));
  }

  ServingPlan plan() {
    return Given.plan(admitted());
  }

  /** Names of all files that the folder must have, given that plan. */
  List<String> fileNames(ServingPlan plan) {
    return Stream.concat(Stream.of(CLASSIFICATION, DEPLOYMENT), rendered(plan).keySet().stream())
        .toList();
  }

  List<String> filesThere() {
    return files(folder).map(file -> file.getFileName().toString()).toList();
  }

  /** File names and their content, in the order of the objects. */
  static Map<String, String> rendered(ServingPlan plan) {
    Map<String, String> files = new TreeMap<>();
    int number = 0;
    for (HasMetadata object : plan.objects()) {
      String kind = object.getKind().toLowerCase(Locale.ROOT);
      String name = object.getMetadata().getName();
      String which = name.equals(plan.namespace()) ? "" : "-" + name;
      files.put("out-%02d-%s%s.yaml".formatted(++number, kind, which), Given.yaml(object));
    }
    return files;
  }

  String content(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the plan as it is for the one that must be. */
  void update(ServingPlan plan) {
    try {
      for (String file : filesThere()) {
        if (file.startsWith("out-")) {
          Files.delete(folder.resolve(file));
        }
      }
      for (var file : rendered(plan).entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
