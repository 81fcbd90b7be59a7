package dev.drawbridge.operator.deployment;

import dev.drawbridge.operator.plan.Admitted;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was last admitted of each deployment. The record in the cluster is for a restart; for as
 * long as the operator runs, nobody can make it forget what it guards by writing over that.
 */
public final class AdmittedMemory {

  private final Map<String, Admitted> admitted = new ConcurrentHashMap<>();

  Optional<Admitted> recall(String uid) {
    return Optional.ofNullable(admitted.get(uid));
  }

  void keep(String uid, Admitted now) {
    admitted.put(uid, now);
  }

  void forget(String uid) {
    admitted.remove(uid);
  }
}
