package dev.drawbridge.operator.deployment;

import dev.drawbridge.operator.plan.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an apply came to.
 *
 * @param live the objects as they are now
 * @param repaired what was not as it must be although nothing had changed here
 * @param contested what somebody changes again and again, left alone for a while
 */
record Applied(Map<ObjectKey, HasMetadata> live, List<Repair> repaired, List<Repair> contested) {

  static final Applied NOTHING = new Applied(Map.of(), List.of(), List.of());

  /** The same, with what somebody else had put there under a name of ours, and is gone. */
  Applied takenAway(List<ObjectKey> forged) {
    List<Repair> all = new ArrayList<>(repaired);
    forged.stream()
        .filter(object -> !live.containsKey(object))
        .forEach(object -> all.add(new Repair(object, Set.of())));
    return new Applied(live, all, contested);
  }

  /**
   * An object that was put back in order, or would have been.
   *
   * @param strangers who owned fields in it; empty when it was missing, or nothing tells
   */
  record Repair(ObjectKey object, Set<String> strangers) {

    @Override
    public String toString() {
      return strangers.isEmpty()
          ? object.toString()
          : "%s (changed by %s)".formatted(object, String.join(", ", strangers));
    }
  }
}
