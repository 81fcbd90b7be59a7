package dev.drawbridge.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Map;

/**
 * Fields that we own by apply and no longer desire. A comparison of values alone would never see
 * them: a toleration that was taken out of the spec would stay in the pods for ever.
 */
final class Leftovers {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  static boolean exist(JsonNode desired, ManagedFieldsEntry ours) {
    return ours.getFieldsV1() != null
        && !within(desired, ours.getFieldsV1().getAdditionalProperties());
  }

  private static boolean within(JsonNode desired, Map<?, ?> owned) {
    for (var field : owned.entrySet()) {
      String step = String.valueOf(field.getKey());
      if (step.equals(".")) {
        continue;
      }
      JsonNode below = follow(desired, step);
      if (below.isMissingNode()
          || (field.getValue() instanceof Map<?, ?> deeper && !within(below, deeper))) {
        return false;
      }
    }
    return true;
  }

  /** One path element of FieldsV1: a field, or an item of a list by key, value or index. */
  private static JsonNode follow(JsonNode node, String step) {
    String what = step.substring(step.indexOf(':') + 1);
    return switch (step.charAt(0)) {
      case 'f' -> node.path(what);
      case 'k' -> item(node, parsed(what));
      case 'v' -> node.valueStream().filter(parsed(what)::equals).findFirst().orElse(missing());
      case 'i' -> node.path(Integer.parseInt(what));
      default -> missing();
    };
  }

  /** A key that the desired item does not name was defaulted by the API server. */
  private static JsonNode item(JsonNode list, JsonNode keys) {
    return list.valueStream()
        .filter(
            item ->
                keys.propertyStream()
                    .allMatch(
                        key ->
                            !item.has(key.getKey())
                                || item.path(key.getKey()).equals(key.getValue())))
        .findFirst()
        .orElse(missing());
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      return missing();
    }
  }

  private static JsonNode missing() {
    return MissingNode.getInstance();
  }

  private Leftovers() {}
}
