package dev.drawbridge.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who owns which fields of an object, as the API server keeps it in {@code metadata.managedFields}
 * (FieldsV1 of sigs.k8s.io/structured-merge-diff).
 */
public final class OwnedFields {

  /** Others write labels, annotations and status as of right. */
  private static final Set<String> OPEN = Set.of("f:metadata", "f:status");

  private static final String STATUS = "status";
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /**
   * Who owns content that we do not own by apply. Our own updates count as somebody else's: only
   * what was applied goes away by itself when it is no longer wanted.
   */
  public static Set<String> strangers(HasMetadata object) {
    return strangers(object, false);
  }

  /** The same for the status of our own resources. */
  public static Set<String> strangersInStatus(HasMetadata object) {
    return strangers(object, true);
  }

  private static Set<String> strangers(HasMetadata object, boolean inStatus) {
    Set<String> ours = new TreeSet<>();
    for (ManagedFieldsEntry entry : object.getMetadata().getManagedFields()) {
      if (isOurs(entry)) {
        collect(entry, inStatus, ours);
      }
    }
    Set<String> strangers = new TreeSet<>();
    for (ManagedFieldsEntry entry : object.getMetadata().getManagedFields()) {
      if (!isOurs(entry) && inStatus == STATUS.equals(entry.getSubresource())) {
        Set<String> theirs = new TreeSet<>();
        collect(entry, inStatus, theirs);
        if (!ours.containsAll(theirs)) {
          strangers.add(entry.getManager());
        }
      }
    }
    return strangers;
  }

  /**
   * Whether we own something that is no longer in the desired object: it goes when that is applied.
   */
  static boolean exceeds(HasMetadata live, JsonNode desired) {
    return live.getMetadata().getManagedFields().stream()
        .filter(entry -> isOurs(entry) && entry.getFieldsV1() != null)
        .anyMatch(entry -> exceeds(entry.getFieldsV1().getAdditionalProperties(), desired));
  }

  private static boolean exceeds(Map<?, ?> owned, JsonNode desired) {
    for (var field : owned.entrySet()) {
      String step = field.getKey().toString();
      if (!step.equals(".")) {
        JsonNode wanted = step(desired, step);
        if (wanted.isMissingNode()
            || (field.getValue() instanceof Map<?, ?> below && exceeds(below, wanted))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Members of lists that are no maps have nothing below them, and lists are compared anyway. */
  private static JsonNode step(JsonNode from, String step) {
    String what = step.substring(2);
    return switch (step.charAt(0)) {
      case 'f' -> from.path(what);
      case 'k' -> member(from, what);
      default -> from;
    };
  }

  /** The member of a list with those keys; a key that it does not name has its default. */
  private static JsonNode member(JsonNode list, String keys) {
    try {
      JsonNode wanted = JSON.readTree(keys);
      for (JsonNode member : list) {
        if (wanted.properties().stream()
            .allMatch(
                key ->
                    member.path(key.getKey()).isMissingNode()
                        || member.path(key.getKey()).equals(key.getValue()))) {
          return member;
        }
      }
      return MissingNode.getInstance();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the API server's managedFields must be readable", e);
    }
  }

  private static boolean isOurs(ManagedFieldsEntry entry) {
    return FieldManager.NAME.equals(entry.getManager()) && "Apply".equals(entry.getOperation());
  }

  private static void collect(ManagedFieldsEntry entry, boolean inStatus, Set<String> paths) {
    if (entry.getFieldsV1() != null) {
      entry
          .getFieldsV1()
          .getAdditionalProperties()
          .forEach(
              (name, below) -> {
                if (inStatus ? name.equals("f:status") : !OPEN.contains(name)) {
                  collect(name, below, paths);
                }
              });
    }
  }

  /** Leaves only; a "." says that the parent itself is owned, which adds nothing. */
  private static void collect(String path, Object below, Set<String> paths) {
    if (below instanceof Map<?, ?> fields && !fields.isEmpty()) {
      fields.forEach(
          (name, value) -> {
            if (!name.equals(".")) {
              collect(path + "/" + name, value, paths);
            }
          });
    } else {
      paths.add(path);
    }
  }

  private OwnedFields() {}
}
