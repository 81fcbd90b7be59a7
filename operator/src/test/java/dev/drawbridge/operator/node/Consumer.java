package dev.drawbridge.operator.node;

import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.ArrayList;
import java.util.List;

/** The pod of examples/consumer.yaml, with a certificate that an administrator handed over. */
final class Consumer implements AutoCloseable {

  private static final String NAME = "chatbot";
  private static final String MANIFEST = "../examples/consumer.yaml";

  private final Testbed testbed;

  private Consumer(Testbed testbed) {
    this.testbed = testbed;
  }

  static Consumer of(Testbed testbed, Served model) {
    Images.load(testbed, "curl");
    handOver(testbed, model.seen().servingNamespace());
    String manifest = testbed.run("../images/with-digests", MANIFEST).orThrow().stdout();
    testbed.kubectlWithInput(manifest, "apply", "--filename=-").orThrow();
    testbed
        .kubectl(
            "wait", "--for=condition=Ready", "pod/" + NAME, "-n", Served.CONSUMER, "--timeout=90s")
        .orThrow();
    return new Consumer(testbed);
  }

  private static void handOver(Testbed testbed, String serving) {
    Secret made =
        testbed.client().secrets().inNamespace(serving).withName("consumer-" + NAME).get();
    testbed
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(Served.CONSUMER)
                .endMetadata()
                .withType(made.getType())
                .withData(made.getData())
                .build())
        .serverSideApply();
  }

  /** Sends JSON and gives what comes back; fails when it takes too long, or is an error. */
  CommandResult post(String url, String json, String... more) {
    List<String> command =
        new ArrayList<>(List.of("--header", "Content-Type: application/json", "--data", json));
    command.addAll(List.of(more));
    return get(url, command.toArray(String[]::new));
  }

  /** As {@link #post}, without a body. */
  CommandResult get(String url, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of("--cacert", "/tls/ca.crt", "--cert", "/tls/tls.crt", "--key", "/tls/tls.key"));
    command.addAll(List.of(more));
    command.add(url);
    return curl(command.toArray(String[]::new));
  }

  /** As curl, quietly, with the body of an error too. */
  CommandResult curl(String... arguments) {
    List<String> all = new ArrayList<>(List.of("exec", NAME, "-n", Served.CONSUMER, "--"));
    all.addAll(List.of("curl", "--silent", "--show-error", "--fail-with-body", "--max-time", "30"));
    all.addAll(List.of(arguments));
    return testbed.kubectl(all.toArray(String[]::new));
  }

  @Override
  public void close() {
    testbed.kubectl("delete", "pod", NAME, "-n", Served.CONSUMER, "--ignore-not-found").orThrow();
    testbed
        .kubectl("delete", "secret", NAME, "-n", Served.CONSUMER, "--ignore-not-found")
        .orThrow();
  }
}
