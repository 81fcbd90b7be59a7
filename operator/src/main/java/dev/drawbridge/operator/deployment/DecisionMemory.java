package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.decision.DecisionInput;
import dev.drawbridge.operator.policy.Decision;
import dev.drawbridge.operator.policy.EngineState;
import dev.drawbridge.operator.policy.EngineWatch;
import dev.drawbridge.operator.policy.InputDigest;
import dev.drawbridge.operator.policy.Ruling;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last real decision on each deployment. It is used again for the same facts and the same
 * policies, until it ends. Kept in memory only: whoever can edit a status must not be able to write
 * a decision there that the operator then believes.
 */
public final class DecisionMemory {

  private final Map<String, Decision> decisions = new ConcurrentHashMap<>();
  private final EngineWatch engine;

  public DecisionMemory(EngineWatch engine) {
    this.engine = engine;
  }

  Optional<Decision> recall(String uid, DecisionInput input) {
    return Optional.ofNullable(decisions.get(uid))
        .filter(decision -> ruling(decision).filter(one -> stillHolds(one, input)).isPresent());
  }

  private boolean stillHolds(Ruling ruling, DecisionInput input) {
    return ruling.inputDigest().equals(InputDigest.of(input))
        && inTime(ruling, input.now())
        && samePolicies(ruling);
  }

  private static boolean inTime(Ruling ruling, Instant now) {
    return ruling.validUntil() == null || now.isBefore(ruling.validUntil());
  }

  /** While the engine cannot be asked, its policies are taken to be what they were. */
  private boolean samePolicies(Ruling ruling) {
    return switch (engine.state()) {
      case EngineState.Usable usable -> usable.revision().equals(ruling.revision());
      case EngineState.Unusable u -> true;
    };
  }

  void keep(String uid, Decision decision) {
    if (ruling(decision).isPresent()) {
      decisions.put(uid, decision);
    }
  }

  void forget(String uid) {
    decisions.remove(uid);
  }

  private static Optional<Ruling> ruling(Decision decision) {
    return switch (decision) {
      case Decision.Allowed allowed -> Optional.of(allowed.ruling());
      case Decision.Denied denied -> Optional.of(denied.ruling());
      case Decision.Indeterminate i -> Optional.empty();
    };
  }
}
