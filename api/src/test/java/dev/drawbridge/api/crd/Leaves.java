package dev.drawbridge.api.crd;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The fields in which users put values. A list or map of plain values is one, and the entries of
 * other lists are told from it by {@code []}.
 */
final class Leaves {

  private static final String SPEC = "spec";

  static SortedSet<String> of(JSONSchemaProps root) {
    SortedSet<String> leaves = new TreeSet<>();
    collect(SPEC, requireNonNull(root.getProperties().get(SPEC)), leaves);
    return leaves;
  }

  /** The leaf that an answer means by a field, such as {@code spec.consumers[0].name}. */
  static String named(String field) {
    String entries = field.replaceAll("\\[[0-9]+]", "[]");
    return entries.endsWith("[]") ? entries.substring(0, entries.length() - 2) : entries;
  }

  private static void collect(String path, JSONSchemaProps schema, SortedSet<String> leaves) {
    JSONSchemaProps entry = schema.getItems() == null ? null : schema.getItems().getSchema();
    if (entry != null && !entry.getProperties().isEmpty()) {
      collect(path + "[]", entry, leaves);
    } else if (schema.getProperties().isEmpty()) {
      leaves.add(path);
    }
    schema.getProperties().forEach((name, field) -> collect(path + "." + name, field, leaves));
  }

  private Leaves() {}
}
