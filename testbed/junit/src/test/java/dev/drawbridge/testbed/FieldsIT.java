package dev.drawbridge.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@OnTestbed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the extension fills them
class FieldsIT {

  private KubernetesClient client;
  private TestNamespace namespace;
  private final Set<String> seen = new HashSet<>();

  @BeforeAll
  void theClassHasANamespaceToo(TestNamespace ofTheClass) {
    seen.add(ofTheClass.name());
  }

  @BeforeEach
  void lifecycleMethodsSeeTheNamespaceOfTheTest(TestNamespace ofTheTest) {
    assertThat(ofTheTest).isEqualTo(namespace);
  }

  @RepeatedTest(2)
  void everyTestHasAnother() {
    assertThat(seen.add(namespace.name())).isTrue();
    assertThat(client.namespaces().withName(namespace.name()).get()).isNotNull();
  }

  @Nested
  class Inside {

    @Test
    void outerFieldsAreFilledToo() {
      assertThat(seen.add(namespace.name())).isTrue();
    }
  }
}
