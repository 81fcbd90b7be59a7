package dev.drawbridge.operator.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.classification.DataClassificationReconciler;
import dev.drawbridge.operator.deployment.ModelDeploymentReconciler;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControllersTest {

  @ParameterizedTest
  @ValueSource(strings = {ModelDeploymentReconciler.NAME, DataClassificationReconciler.NAME})
  void triesWithoutAnEnd(String controller) throws IOException {
    String retry = "quarkus.operator-sdk.controllers." + controller + ".retry.";

    assertThat(settings())
        .containsEntry(retry + "max-attempts", "-1")
        .containsEntry(retry + "interval.initial", "500")
        .containsEntry(retry + "interval.max", "30000");
  }

  /** The build takes controllers from a hash map: see ModelDeploymentReconciler.NAME. */
  @Test
  void haveOneOrderInAHashMapWhicheverCameFirst() {
    Map<String, String> one =
        mapOf(ModelDeploymentReconciler.NAME, DataClassificationReconciler.NAME);
    Map<String, String> other =
        mapOf(DataClassificationReconciler.NAME, ModelDeploymentReconciler.NAME);

    assertThat(List.copyOf(one.keySet())).isEqualTo(List.copyOf(other.keySet()));
  }

  private static Map<String, String> mapOf(String first, String second) {
    Map<String, String> map = new HashMap<>();
    map.put(first, first);
    map.put(second, second);
    return map;
  }

  private static Properties settings() throws IOException {
    Properties settings = new Properties();
    try (InputStream file = ControllersTest.class.getResourceAsStream("/application.properties")) {
      settings.load(file);
    }
    return settings;
  }
}
