package dev.drawbridge.operator.webhook;

import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.Testbed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A person at kubectl, who works in one namespace. */
record Kubectl(Testbed testbed, String namespace) {

  CommandResult run(String... arguments) {
    return testbed.kubectl(in(arguments));
  }

  CommandResult apply(String yaml, String... arguments) {
    Stream<String> all = Stream.concat(Stream.of("apply", "--filename=-"), Stream.of(arguments));
    return testbed.kubectlWithInput(yaml, all.toArray(String[]::new));
  }

  CommandResult applyExample(String file, String... arguments) {
    return apply(example(file), arguments);
  }

  /** A file of examples/, with all namespaces in it replaced by this one. */
  String example(String file) {
    try {
      return Files.readString(Path.of("..", "examples", file))
          .replace("namespace: research", "namespace: " + namespace)
          .replace("namespace: frontend", "namespace: " + namespace);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the namespace one that may receive confidential data. */
  Kubectl asConsumer() {
    testbed
        .kubectl("label", "namespace", namespace, "drawbridge.dev/consumer=confidential")
        .orThrow();
    return this;
  }

  String names(String resource) {
    return run("get", resource, "--output=name").stdout();
  }

  String field(String object, String jsonPath) {
    return run("get", object, "--output=jsonpath={%s}".formatted(jsonPath)).stdout();
  }

  String reason(String deployment, String condition) {
    return field(deployment, ".status.conditions[?(@.type==\"%s\")].reason".formatted(condition));
  }

  void awaitReady(String deployment) {
    run("wait", "--for=condition=Ready", "--timeout=60s", deployment).orThrow();
  }

  private String[] in(String... arguments) {
    return Stream.concat(Stream.of("--namespace=" + namespace), Stream.of(arguments))
        .toArray(String[]::new);
  }
}
