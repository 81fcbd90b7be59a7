package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What changed from one status to the next that people want to be told. */
final class Transitions {

  static List<Occurrence> between(
      @Nullable ModelDeploymentStatus before, ModelDeploymentStatus after, Applied applied) {
    List<Occurrence> occurrences = new ArrayList<>();
    Optional<Occurrence> ready = condition(before, after, ConditionType.READY);
    ready.ifPresent(occurrences::add);
    audit(before, after, ready).ifPresent(occurrences::add);
    condition(before, after, ConditionType.POLICY_ENGINE_AVAILABLE).ifPresent(occurrences::add);
    if (!applied.repaired().isEmpty()) {
      String what =
          applied.repaired().stream()
              .map(Applied.Repair::toString)
              .collect(Collectors.joining(", "));
      occurrences.add(new Occurrence(Reason.DRIFT_REPAIRED, true, "Put back in order: " + what));
    }
    return occurrences;
  }

  /** A new reason, and not the first look at a healthy surrounding. */
  private static Optional<Occurrence> condition(
      @Nullable ModelDeploymentStatus before, ModelDeploymentStatus after, ConditionType type) {
    Optional<Condition> now = Conditions.find(after.conditions(), type);
    Optional<Condition> then =
        before == null ? Optional.empty() : Conditions.find(before.conditions(), type);
    if (now.isEmpty() || sameNews(then, now.get())) {
      return Optional.empty();
    }
    boolean holds = now.get().status() == ConditionStatus.TRUE;
    if (type != ConditionType.READY && holds && then.isEmpty()) {
      return Optional.empty();
    }
    return Reason.of(now.get().reason())
        .filter(reason -> holds || !reason.isPassing())
        .map(reason -> new Occurrence(reason, !holds, now.get().message()));
  }

  /**
   * Ready tells the worst of all, so what becomes of the record of requests beside that is told by
   * itself; that it is well again, only where people were told that it was not.
   */
  private static Optional<Occurrence> audit(
      @Nullable ModelDeploymentStatus before,
      ModelDeploymentStatus after,
      Optional<Occurrence> ready) {
    return condition(before, after, ConditionType.AUDIT_ACTIVE)
        .filter(
            now ->
                now.warning()
                    ? ready.filter(told -> told.reason() == now.reason()).isEmpty()
                    : ready.isEmpty() && wasTold(before, ConditionType.AUDIT_ACTIVE));
  }

  private static boolean wasTold(@Nullable ModelDeploymentStatus before, ConditionType type) {
    return Optional.ofNullable(before)
        .flatMap(status -> Conditions.find(status.conditions(), type))
        .flatMap(then -> Reason.of(then.reason()))
        .filter(then -> !then.isPassing())
        .isPresent();
  }

  private static boolean sameNews(Optional<Condition> then, Condition now) {
    return then.filter(old -> old.status() == now.status() && old.reason().equals(now.reason()))
        .isPresent();
  }

  private Transitions() {}
}
