package dev.drawbridge.operator.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/**
 * The schemas that an API server publishes, as kubeconform reads them: one file a kind. Fields that
 * a schema does not name are refused; an API server would only drop them.
 */
final class ApiSchemas {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KINDS = "x-kubernetes-group-version-kind";

  private final KubernetesClient client;

  ApiSchemas(KubernetesClient client) {
    this.client = client;
  }

  /** Writes them into the folder and tells kubeconform's location of them. */
  String writeTo(Path folder) {
    ask("/openapi/v3")
        .path("paths")
        .properties()
        .forEach(
            group -> {
              if (group.getKey().startsWith("api")) {
                write(ask(group.getValue().path("serverRelativeURL").asText()), folder);
              }
            });
    return folder.resolve("{{.ResourceKind}}-{{.Group}}-{{.ResourceAPIVersion}}.json").toString();
  }

  private JsonNode ask(String path) {
    try {
      return JSON.readTree(Objects.requireNonNull(client.raw(path)));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(JsonNode group, Path folder) {
    JsonNode schemas = group.at("/components/schemas");
    schemas.forEach(ApiSchemas::close);
    for (var schema : schemas.properties()) {
      for (JsonNode kind : schema.getValue().path(KINDS)) {
        ObjectNode file = JSON.createObjectNode();
        file.put("$ref", "#/components/schemas/" + schema.getKey());
        file.set("components", group.path("components"));
        String name =
            "%s-%s-%s.json"
                .formatted(
                    kind.path("kind").asText().toLowerCase(Locale.ROOT),
                    // What has no group is looked up by its version.
                    kind.path("group").asText().isEmpty()
                        ? kind.path("version").asText()
                        : kind.path("group").asText(),
                    kind.path("version").asText());
        try {
          Files.write(folder.resolve(name), JSON.writeValueAsBytes(file));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")
        && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      object.put("additionalProperties", false);
    }
    schema.forEach(ApiSchemas::close);
  }
}
