package dev.drawbridge.operator.chart;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The DataClassifications in the cluster, and their definition. */
record Classes(Testbed testbed) {

  private static final String CHANGED = "public";

  List<String> names() {
    return all().stream().map(one -> one.getMetadata().getName()).toList();
  }

  /** Those of which an operator says so. */
  List<String> ready() {
    return all().stream()
        .filter(one -> conditions(one).stream().anyMatch(Classes::isReady))
        .map(one -> one.getMetadata().getName())
        .toList();
  }

  private static List<Condition> conditions(DataClassification one) {
    return Optional.ofNullable(one.getStatus())
        .map(status -> status.conditions())
        .orElse(List.of());
  }

  private static boolean isReady(Condition condition) {
    return condition.type().equals("Ready") && condition.status() == ConditionStatus.TRUE;
  }

  /** Changes what one of them says, as {@code kubectl edit} would. */
  void describe(String description) {
    // Without the webhook, for a simulated operator cannot be asked. The next upgrade makes it
    // again.
    testbed.kubectl("delete", "validatingwebhookconfiguration", "drawbridge").orThrow();
    testbed
        .kubectl(
            "patch",
            "dataclassification",
            CHANGED,
            "--type=merge",
            "--patch={\"spec\":{\"description\":\"%s\"}}".formatted(description))
        .orThrow();
  }

  /** What the one that is changed says. */
  String description() {
    return all().stream()
        .filter(one -> one.getMetadata().getName().equals(CHANGED))
        .map(one -> String.valueOf(one.getSpec().description()))
        .findFirst()
        .orElseThrow();
  }

  /** Whether their definition knows a field of spec. */
  boolean mayHave(String field) {
    GenericKubernetesResource definition =
        testbed
            .client()
            .genericKubernetesResources("apiextensions.k8s.io/v1", "CustomResourceDefinition")
            .withName("dataclassifications.drawbridge.dev")
            .get();
    Map<String, Object> fields =
        definition.get(
            "spec", "versions", 0, "schema", "openAPIV3Schema", "properties", "spec", "properties");
    return fields.containsKey(field);
  }

  private List<DataClassification> all() {
    return testbed.client().resources(DataClassification.class).list().getItems();
  }
}
