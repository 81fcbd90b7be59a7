package dev.drawbridge.operator.harness;

import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Resources for tests, taken from examples/: what a user applies is what is tested. */
public final class Samples {

  public static final Path CRDS = Path.of("..", "crds");

  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  /** The smallest deployment, of class public, without consumers and storage. */
  public static ModelDeployment publicDemo(String namespace, String name) {
    return deployment("public-demo.yaml", namespace, name);
  }

  /** A deployment of class confidential with everything; its consumer lives in frontend. */
  public static ModelDeployment labAssistant(String namespace, String name) {
    return deployment("lab-assistant.yaml", namespace, name);
  }

  /** The same with its consumer in its own namespace, which is labelled so that it may be one. */
  public static ModelDeployment labAssistantCalledFromHome(
      KubernetesClient client, String namespace, String name) {
    client
        .namespaces()
        .withName(namespace)
        .edit(
            found ->
                new NamespaceBuilder(found)
                    .editMetadata()
                    .addToLabels("drawbridge.dev/consumer", "confidential")
                    .endMetadata()
                    .build());
    return edited(
        labAssistant(namespace, name),
        yaml -> yaml.replace("namespace: \"frontend\"", "namespace: \"" + namespace + "\""));
  }

  private static ModelDeployment deployment(String file, String namespace, String name) {
    ModelDeployment deployment = read(file, ModelDeployment.class);
    deployment.getMetadata().setNamespace(namespace);
    deployment.getMetadata().setName(name);
    return deployment;
  }

  /** The same with another text in its YAML form; for tests that change one field. */
  public static ModelDeployment edited(ModelDeployment deployment, UnaryOperator<String> edit) {
    return YAML.unmarshal(edit.apply(YAML.asYaml(deployment)), ModelDeployment.class);
  }

  /** The four classes that every installation starts with. */
  public static List<DataClassification> classifications() {
    try (Stream<Path> files = Files.list(EXAMPLES.resolve("classifications"))) {
      return files
          .sorted()
          .map(file -> read("classifications/" + file.getFileName(), DataClassification.class))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Brings CRDs' companions in: the classes as shipped, whatever an earlier test left of them. */
  public static void applyClassifications(KubernetesClient client) {
    for (DataClassification one : classifications()) {
      client.resource(one).fieldManager("test").forceConflicts().serverSideApply();
    }
  }

  private static <T> T read(String file, Class<T> type) {
    try {
      return YAML.unmarshal(Files.readString(EXAMPLES.resolve(file)), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Samples() {}
}
