package dev.drawbridge.operator.node;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** A deployment that was applied as a user does it. */
final class Served implements AutoCloseable {

  /** Of examples/namespaces.yaml: who deploys, and who calls. */
  static final String TEAM = "research";

  static final String CONSUMER = "frontend";

  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Path WITH_DIGESTS = Path.of("..", "images", "with-digests");
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  /**
   * In the names of this run's. The logs of a deployment outlive it and its key, so the logs of an
   * earlier run's of the same name would be false under the key of this one.
   */
  private static final String RUN = Long.toString(System.currentTimeMillis(), 36);

  private final Testbed testbed;
  private final Seen seen;

  private Served(Testbed testbed, Seen seen) {
    this.testbed = testbed;
    this.seen = seen;
  }

  /** One of examples/, with the images that were built here. */
  static Served example(Testbed testbed, String file) {
    return of(
        testbed,
        testbed.run(WITH_DIGESTS.toString(), EXAMPLES.resolve(file).toString()).orThrow().stdout());
  }

  /**
   * examples/tiny-llama.yaml under another name, which is one of this run, and with other changes.
   */
  static Served tinyLlama(Testbed testbed, String name, UnaryOperator<String> change) {
    return of(testbed, tinyLlamaManifest(testbed, name, change));
  }

  static String tinyLlamaManifest(Testbed testbed, String name, UnaryOperator<String> change) {
    String example =
        testbed
            .run(WITH_DIGESTS.toString(), EXAMPLES.resolve("tiny-llama.yaml").toString())
            .orThrow()
            .stdout();
    return change.apply(
        example.replace(
            "metadata:\n  name: tiny-llama\n", "metadata:\n  name: %s-%s\n".formatted(name, RUN)));
  }

  static Served of(Testbed testbed, String manifest) {
    Served served = applied(testbed, manifest);
    served.awaitReady();
    return served;
  }

  /** One that nobody has waited for. */
  static Served applied(Testbed testbed, String manifest) {
    teams(testbed);
    testbed.kubectlWithInput(manifest, "apply", "--filename=-").orThrow();
    return new Served(
        testbed, Seen.of(testbed.client(), YAML.unmarshal(manifest, ModelDeployment.class)));
  }

  /** Their namespaces, for who needs them before there is a model. */
  static void teams(Testbed testbed) {
    testbed.kubectl("apply", "--filename=" + EXAMPLES.resolve("namespaces.yaml")).orThrow();
  }

  void awaitReady() {
    // A large runtime on a busy machine takes longer than what Seen has patience for.
    testbed
        .kubectl(
            "wait",
            "--for=condition=Ready",
            "md/" + seen.named().getMetadata().getName(),
            "-n",
            seen.named().getMetadata().getNamespace(),
            "--timeout=170s")
        .orThrow();
    seen.awaitReady();
  }

  Seen seen() {
    return seen;
  }

  /** The address that consumers use. */
  String url(String path) {
    return "https://model.%s.svc.cluster.local%s".formatted(seen.servingNamespace(), path);
  }

  Pod pod() {
    return pods().getFirst();
  }

  /** Those that are not about to end. */
  List<Pod> pods() {
    return testbed.client().pods().inNamespace(seen.servingNamespace()).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  @Override
  public void close() {
    seen.delete().awaitGone();
  }
}
