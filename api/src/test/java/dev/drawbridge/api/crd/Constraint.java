package dev.drawbridge.api.crd;

import static java.util.Objects.requireNonNull;

import dev.drawbridge.api.crd.Answer.Cause;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * One thing that a schema forbids, and how an answer looks that was given because of it.
 *
 * @param path with {@code []} for the entries of a list and {@code {}} for those of a map
 */
record Constraint(String path, String what, String reason, String text) {

  /** Everything that a schema forbids about what users write. */
  static List<Constraint> of(JSONSchemaProps root) {
    List<Constraint> constraints = new ArrayList<>();
    rules("", root, constraints);
    constraints.add(new Constraint("notes", "unknown field", Answer.UNKNOWN_FIELD, ""));
    constraints.add(new Constraint("spec", "required", "FieldValueRequired", ""));
    collect("spec", requireNonNull(root.getProperties().get("spec")), constraints);
    return constraints;
  }

  boolean isBrokenBy(Cause cause) {
    return (reason.isEmpty() || cause.reason().equals(reason))
        && cause.text().contains(text)
        && Pattern.matches(pattern(), cause.field());
  }

  private String pattern() {
    return Pattern.quote(path).replace("[]", "\\E\\[[0-9]+]\\Q").replace("{}", "\\E[.].+\\Q");
  }

  private static void collect(String path, JSONSchemaProps schema, List<Constraint> found) {
    BiConsumer<String, String> add =
        (what, reason) -> found.add(new Constraint(path, what, reason, ""));
    rules(path, schema, found);
    bounds(path, schema, found);
    if (schema.getMaxLength() != null) {
      add.accept("maxLength", "FieldValueTooLong");
    }
    if (schema.getMaxItems() != null || schema.getMaxProperties() != null) {
      add.accept("maxItems", "FieldValueTooMany");
    }
    if (!schema.getEnum().isEmpty()) {
      add.accept("enum", "FieldValueNotSupported");
    }
    for (String name : schema.getRequired()) {
      found.add(new Constraint(path + "." + name, "required", "FieldValueRequired", ""));
    }
    children(path, schema, found);
  }

  private static void children(String path, JSONSchemaProps schema, List<Constraint> found) {
    if (!schema.getProperties().isEmpty()) {
      found.add(new Constraint(path + ".notes", "unknown field", Answer.UNKNOWN_FIELD, ""));
      schema.getProperties().forEach((name, field) -> collect(path + "." + name, field, found));
    } else if (schema.getItems() != null) {
      if (!"atomic".equals(schema.getXKubernetesListType())) {
        found.add(new Constraint(path + "[]", "each once", "FieldValueDuplicate", ""));
      }
      collect(path + "[]", schema.getItems().getSchema(), found);
    } else if (schema.getAdditionalProperties() != null) {
      collect(path + "{}", schema.getAdditionalProperties().getSchema(), found);
    } else {
      found.add(new Constraint(path, "type", "FieldValueTypeInvalid", "must be of type"));
    }
  }

  private static void bounds(String path, JSONSchemaProps schema, List<Constraint> found) {
    if (schema.getMinimum() != null) {
      found.add(new Constraint(path, "minimum", "", "should be greater than or equal to"));
    }
    if (schema.getMaximum() != null) {
      found.add(new Constraint(path, "maximum", "", "should be less than or equal to"));
    }
  }

  private static void rules(String path, JSONSchemaProps schema, List<Constraint> found) {
    for (ValidationRule rule : schema.getXKubernetesValidations()) {
      String field = rule.getFieldPath() == null ? path : path + rule.getFieldPath();
      String plain = field.startsWith(".") ? field.substring(1) : field;
      found.add(new Constraint(plain, rule.getRule(), "", rule.getMessage()));
    }
  }
}
