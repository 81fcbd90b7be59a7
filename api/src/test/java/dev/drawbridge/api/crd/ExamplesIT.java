package dev.drawbridge.api.crd;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file of {@code examples/} is well-formed, also the one that policy refuses. What policy
 * says to them is tested in {@code policies/}.
 */
@OnTestbed
class ExamplesIT {

  @BeforeAll
  static void definitionsAreThoseOfThisCheckout(Testbed testbed) {
    testbed.applyCrds(Path.of("..", "crds"));
  }

  @TestFactory
  Stream<DynamicTest> acceptsExamples(KubernetesClient client, TestNamespace namespace) {
    CorpusClient server = new CorpusClient(client, namespace.name());
    return YamlFiles.in(Path.of("..", "examples"))
        .map(
            file ->
                dynamicTest(
                    file.toString(),
                    () ->
                        assertThatCode(() -> YamlFiles.documents(file).forEach(server::tryToApply))
                            .doesNotThrowAnyException()));
  }
}
