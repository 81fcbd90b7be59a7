package dev.drawbridge.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;

/**
 * Fields that somebody owns and that are not desired. Those of our own a comparison of values alone
 * would never see: a toleration that was taken out of the spec would stay in the pods for ever.
 */
public final class Leftovers {

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final KubernetesSerialization OBJECTS = new KubernetesSerialization();

  static boolean exist(JsonNode desired, ManagedFieldsEntry ours) {
    return ours.getFieldsV1() != null
        && !within(desired, ours.getFieldsV1().getAdditionalProperties());
  }

  /**
   * Whether others hold content that is not desired. An apply takes away only what nobody else
   * holds: of an item of a list that they hold in part, that part would stay, which the API server
   * refuses, each time again. Whoever once changed a value that we put back holds it like this.
   */
  public static boolean heldByOthers(HasMetadata desired, HasMetadata live) {
    return held(desired, live, false);
  }

  /** The same for the status of our own resources. */
  public static boolean heldByOthersInStatus(HasMetadata desired, HasMetadata live) {
    return held(desired, live, true);
  }

  private static boolean held(HasMetadata desired, HasMetadata live, boolean inStatus) {
    JsonNode want = OBJECTS.convertValue(desired, JsonNode.class);
    return OwnedFields.ofOthers(live, inStatus).stream()
        .filter(entry -> entry.getFieldsV1() != null)
        .flatMap(entry -> entry.getFieldsV1().getAdditionalProperties().entrySet().stream())
        .filter(field -> OwnedFields.isPartOf(inStatus, field.getKey()))
        .anyMatch(field -> !within(want, Map.of(field.getKey(), field.getValue())));
  }

  private static boolean within(JsonNode desired, Map<?, ?> owned) {
    for (var field : owned.entrySet()) {
      String step = String.valueOf(field.getKey());
      if (step.equals(".")) {
        continue;
      }
      JsonNode below = follow(desired, step);
      if (below.isMissingNode()
          || below.isNull()
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
