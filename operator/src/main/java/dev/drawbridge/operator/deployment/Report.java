package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What people are told after a reconcile.
 *
 * @param lookAgain when time alone may change something; empty when only an event can
 */
record Report(
    ModelDeploymentStatus status, List<Occurrence> occurrences, Optional<Duration> lookAgain) {

  /**
   * Whether it only says how far something is that was under way before: then it can wait for what
   * comes next, which often is a moment away.
   */
  boolean isPassing(@Nullable ModelDeploymentStatus before) {
    return before != null
        && occurrences.isEmpty()
        && Objects.equals(before.observedGeneration(), status.observedGeneration())
        && Objects.equals(before.admittedDigest(), status.admittedDigest())
        && !ready(before)
        && !ready(status);
  }

  private static boolean ready(ModelDeploymentStatus status) {
    return Conditions.find(status.conditions(), ConditionType.READY)
        .filter(ready -> ready.status() == ConditionStatus.TRUE)
        .isPresent();
  }
}
