package dev.drawbridge.api.crd;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Adds to a generated schema what the generator has no annotation for, and mends what it gets
 * wrong.
 */
final class SchemaFinish implements CRDPostProcessor {

  /** Counted by the API server in 64 bits; everything else is small. */
  private static final Set<String> LONG_INTEGERS =
      Set.of("observedGeneration", "tolerationSeconds");

  /** Far more than any real quantity has; the cost of rules is counted from it. */
  private static final long LONGEST_QUANTITY = 32;

  @Override
  public HasMetadata process(HasMetadata generated, String specVersion) {
    CustomResourceDefinition definition = (CustomResourceDefinition) generated;
    KindDetails details = KindDetails.of(definition.getSpec().getNames().getKind());
    definition.getSpec().getNames().setCategories(List.of("drawbridge"));
    for (CustomResourceDefinitionVersion version : definition.getSpec().getVersions()) {
      version.setAdditionalPrinterColumns(details.columns());
      JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
      root.setDescription(details.description());
      root.getProperties().put("metadata", metadata());
      root.setXKubernetesValidations(details.rules());
      at(root, "status").setDefault(initialStatus());
      details.defaults().forEach((path, value) -> at(root, path).setDefault(value));
      finish("", "", root, new ListMerging(details.lists()));
    }
    return definition;
  }

  private static void finish(String path, String name, JSONSchemaProps schema, ListMerging lists) {
    dropRepeatedRules(schema);
    if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
      schema.setMaxLength(LONGEST_QUANTITY);
    }
    switch (schema.getType() == null ? "" : schema.getType()) {
      case "integer" -> schema.setFormat(LONG_INTEGERS.contains(name) ? "int64" : "int32");
      case "array" -> {
        lists.apply(path, schema);
        finish(path + "[]", name, schema.getItems().getSchema(), lists);
      }
      default -> {}
    }
    if (schema.getAdditionalProperties() != null) {
      finish(path + "{}", name, schema.getAdditionalProperties().getSchema(), lists);
    }
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (key, value) -> finish(path.isEmpty() ? key : path + "." + key, key, value, lists));
    }
  }

  /** The generator finds a rule of a record component twice: at its field and at its accessor. */
  private static void dropRepeatedRules(JSONSchemaProps schema) {
    if (schema.getXKubernetesValidations() != null) {
      schema.setXKubernetesValidations(
          new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
    }
  }

  private static JSONSchemaProps at(JSONSchemaProps root, String path) {
    JSONSchemaProps schema = root;
    for (String step : path.split("\\.", -1)) {
      schema = requireNonNull(schema.getProperties().get(step), () -> path + " is no field");
    }
    return schema;
  }

  /** Here for the path only: a rule can point to no field that is not declared. */
  private static JSONSchemaProps metadata() {
    return new JSONSchemaPropsBuilder()
        .withType("object")
        .addToProperties(
            "name",
            new JSONSchemaPropsBuilder()
                .withType("string")
                .withDescription("Name of the object, a DNS label of at most 63 characters.")
                .build())
        .build();
  }

  /**
   * What an object says before the operator has seen it. Without it, tools that follow kstatus take
   * a new object, which has no status at all, for one that is done.
   */
  private static JsonNode initialStatus() {
    return json(
        """
        {"observedGeneration": -1,
         "conditions": [{"type": "Ready", "status": "Unknown", "reason": "Pending",
           "message": "Waiting for operator", "lastTransitionTime": "1970-01-01T00:00:00Z"}]}
        """);
  }

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(text, broken);
    }
  }
}
