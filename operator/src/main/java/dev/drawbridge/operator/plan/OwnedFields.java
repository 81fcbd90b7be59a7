package dev.drawbridge.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /**
   * Who owns content that we do not own by apply. Our own updates count as somebody else's: only
   * what was applied goes away by itself when it is no longer wanted.
   */
  public static Set<String> strangers(HasMetadata object) {
    return strangers(object, false);
  }

  /** What we own by apply; empty when we never applied the object, or the record of it is gone. */
  static Optional<ManagedFieldsEntry> ours(HasMetadata object) {
    return object.getMetadata().getManagedFields().stream()
        .filter(entry -> isOurs(entry) && entry.getSubresource() == null)
        .findFirst();
  }

  /** The records of ownership without those of strangers. */
  static List<ManagedFieldsEntry> withoutStrangers(HasMetadata object) {
    return object.getMetadata().getManagedFields().stream()
        .filter(entry -> isOurs(entry) || STATUS.equals(entry.getSubresource()))
        .toList();
  }

  /** The same for the status of our own resources. */
  public static Set<String> strangersInStatus(HasMetadata object) {
    return strangers(object, true);
  }

  /** What others own of the content, and maybe we as well. */
  static List<ManagedFieldsEntry> ofOthers(HasMetadata object, boolean inStatus) {
    return object.getMetadata().getManagedFields().stream()
        .filter(entry -> !isOurs(entry) && inStatus == STATUS.equals(entry.getSubresource()))
        .toList();
  }

  /** Whether a field at the top of an object is what is asked for: content or status. */
  static boolean isPartOf(boolean inStatus, String field) {
    return inStatus ? field.equals("f:status") : !OPEN.contains(field);
  }

  private static Set<String> strangers(HasMetadata object, boolean inStatus) {
    Set<String> ours = new TreeSet<>();
    for (ManagedFieldsEntry entry : object.getMetadata().getManagedFields()) {
      if (isOurs(entry)) {
        collect(entry, inStatus, ours);
      }
    }
    Set<String> strangers = new TreeSet<>();
    for (ManagedFieldsEntry entry : ofOthers(object, inStatus)) {
      Set<String> theirs = new TreeSet<>();
      collect(entry, inStatus, theirs);
      if (!ours.containsAll(theirs)) {
        strangers.add(entry.getManager());
      }
    }
    return strangers;
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
                if (isPartOf(inStatus, name)) {
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
