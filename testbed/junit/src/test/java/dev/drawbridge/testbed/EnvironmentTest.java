package dev.drawbridge.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class EnvironmentTest {

  @Test
  void outsideTheTestbedTheWayInIsNamed() {
    assertThatThrownBy(new Environment(Map.of("KUBECONFIG", "/elsewhere"))::check)
        .hasMessageContaining("testbed/jvm/bin/java");
  }

  @Test
  void anotherClusterNeedsItsKubeconfig() {
    assertThatThrownBy(new Environment(Map.of("TESTBED", "off"))::check)
        .hasMessageContaining("set KUBECONFIG");
  }

  @Test
  void anotherClusterSaysWhatItLacks() {
    Environment environment = new Environment(Map.of("TESTBED", "off", "KUBECONFIG", "/elsewhere"));

    environment.check();

    assertThat(environment.kubeconfig()).hasToString("/elsewhere");
    assertThatThrownBy(() -> environment.get("TESTBED_AUDIT_LOG"))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("TESTBED_AUDIT_LOG")
        .hasMessageContaining("Unset TESTBED");
  }
}
