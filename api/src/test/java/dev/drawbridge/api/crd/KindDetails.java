package dev.drawbridge.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.List;
import java.util.Map;

/**
 * What a CustomResourceDefinition says beyond the fields of its kind.
 *
 * @param lists see {@link ListMerging}
 * @param defaults of whole sections, by path, so that what applies can be read from the object
 * @param rules about the object's metadata, which only the root of a schema can see
 */
record KindDetails(
    String description,
    Map<String, String> lists,
    Map<String, JsonNode> defaults,
    List<ValidationRule> rules,
    List<CustomResourceColumnDefinition> columns) {

  private static final String READY = ".status.conditions[?(@.type==\"Ready\")]";

  static KindDetails of(String kind) {
    return switch (kind) {
      case "ModelDeployment" -> modelDeployment();
      case "DataClassification" -> dataClassification();
      default -> throw new IllegalArgumentException("no details for " + kind);
    };
  }

  private static KindDetails modelDeployment() {
    return new KindDetails(
        "One model, served under the rules of its data classification.",
        Map.of(
            "spec.server.args", "atomic",
            "spec.server.env", "map:name",
            "spec.placement.regions", "set",
            "spec.placement.tolerations", "atomic",
            "spec.consumers", "map:name",
            "spec.consumers[].purposes", "set",
            "status.conditions", "map:type",
            "status.decision.findings", "atomic",
            "status.decision.findings[].fields", "atomic",
            "status.decision.obligations", "atomic"),
        Map.of(),
        List.of(name("pods carry it as a label and the serving namespace is named after it")),
        List.of(
            column("Class", "string", 0, ".spec.dataClassification"),
            column("Model", "string", 0, ".spec.model.name"),
            column("Ready", "string", 0, READY + ".status"),
            column("Reason", "string", 0, READY + ".reason"),
            column("Replicas", "integer", 0, ".status.readyReplicas"),
            column("Serving-Namespace", "string", 1, ".status.servingNamespace"),
            column("Decision", "string", 1, ".status.decision.result"),
            column("Age", "date", 0, ".metadata.creationTimestamp")));
  }

  private static KindDetails dataClassification() {
    return new KindDetails(
        "A class of data and what it demands of every model that touches it.",
        Map.of(
            "spec.residency.regions", "set",
            "spec.network.consumerNamespaces.matchExpressions", "atomic",
            "spec.network.consumerNamespaces.matchExpressions[].values", "set",
            "spec.storage.storageClasses", "set",
            "spec.governance.require", "set",
            "status.conditions", "map:type"),
        Map.of(
            "spec.residency", SchemaFinish.json("{\"premises\": \"Any\"}"),
            "spec.transport", SchemaFinish.json("{\"minimumTLSVersion\": \"1.3\"}"),
            "spec.audit",
                SchemaFinish.json("{\"durability\": \"Group\", \"onUnavailable\": \"Deny\"}"),
            "spec.storage", SchemaFinish.json("{\"encryption\": \"Required\"}")),
        List.of(name("ModelDeployments refer to it by this name")),
        List.of(
            column("Rank", "integer", 0, ".spec.rank"),
            column("Regions", "string", 0, ".spec.residency.regions"),
            column("Premises", "string", 0, ".spec.residency.premises"),
            column("Encryption", "string", 0, ".spec.storage.encryption"),
            column("Deployments", "integer", 0, ".status.deployments"),
            column("Ready", "string", 0, READY + ".status"),
            column("Age", "date", 0, ".metadata.creationTimestamp")));
  }

  private static ValidationRule name(String because) {
    return new ValidationRuleBuilder()
        .withRule("size(self.metadata.name) <= 63 && !self.metadata.name.contains('.')")
        .withMessage(
            "must be a DNS label of at most 63 lower-case letters, digits and '-', since "
                + because
                + ": choose a shorter or plainer name")
        .withFieldPath(".metadata.name")
        .build();
  }

  private static CustomResourceColumnDefinition column(
      String name, String type, int priority, String path) {
    return new CustomResourceColumnDefinitionBuilder()
        .withName(name)
        .withType(type)
        .withPriority(priority)
        .withJsonPath(path)
        .build();
  }
}
