package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.control.audit.Configurations;
import dev.drawbridge.operator.keys.AuditKeys;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.ServingPlan;
import dev.drawbridge.operator.policy.Decision;
import dev.drawbridge.operator.policy.EngineState;
import dev.drawbridge.operator.policy.EngineWatch;
import dev.drawbridge.operator.policy.Ruling;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Carries out a verdict: plan, apply, observe. */
public final class Serving {

  /** Between tries while there is no decision; the engine's return is noticed at once anyway. */
  private static final Duration UNDECIDED = Duration.ofSeconds(15);

  private final Plans plans;
  private final Applier applier;
  private final AuditKeys keys;
  private final Reporter reporter;
  private final EngineWatch engine;
  private final Clock clock;

  public Serving(
      List<Control> controls,
      Applier applier,
      AuditKeys keys,
      Reporter reporter,
      EngineWatch engine,
      Clock clock) {
    this.plans = new Plans(controls);
    this.applier = applier;
    this.keys = keys;
    this.reporter = reporter;
    this.engine = engine;
    this.clock = clock;
  }

  /** To be called when the deployment is gone. */
  void forget(ModelDeployment deployment) {
    plans.forget(DeploymentKey.of(deployment));
    keys.forget(DeploymentKey.of(deployment));
  }

  Report carryOut(ModelDeployment deployment, Gathered gathered, Verdict verdict) {
    if (gathered.obstacle().isPresent() || verdict.serve().isEmpty()) {
      ModelDeploymentStatus status = reporter.idle(deployment, gathered, verdict, engine.state());
      return report(deployment, status, verdict, Applied.NOTHING);
    }
    Admitted admitted = verdict.serve().get();
    ServingPlan plan = plan(admitted, gathered);
    Applied applied =
        applier
            .apply(
                DeploymentKey.of(deployment),
                plan,
                gathered.live(),
                carriedOutBefore(deployment, admitted))
            .takenAway(Configurations.forged(plan, gathered.live()));
    keys.ensure(
        DeploymentKey.of(deployment),
        applied.live(),
        record -> applier.put(record, applied.live()));
    ModelDeploymentStatus status =
        reporter.serving(
            deployment, gathered, verdict, admitted, new Outcome(plan, applied, engine.state()));
    return report(deployment, status, verdict, applied);
  }

  /** Beside what follows from the admitted record, what is there and must not go. */
  private ServingPlan plan(Admitted admitted, Gathered gathered) {
    ServingPlan plan = plans.of(admitted, keys.window(admitted.key(), gathered.live()));
    List<ConfigMap> kept =
        new ArrayList<>(Configurations.toKeep(plan, gathered.live(), gathered.pods()));
    keys.record(admitted.key(), gathered.live()).ifPresent(kept::add);
    return plan.with(kept);
  }

  /**
   * The status has the digest only since a whole plan of it was carried out. It is read from there
   * and not from the record beside the workload, which may be what somebody changed.
   */
  private static boolean carriedOutBefore(ModelDeployment deployment, Admitted admitted) {
    ModelDeploymentStatus status = deployment.getStatus();
    return status != null && admitted.digest().equals(status.admittedDigest());
  }

  /** What was carried out, and what stood behind it. */
  record Outcome(ServingPlan plan, Applied applied, EngineState engine) {}

  private Report report(
      ModelDeployment deployment, ModelDeploymentStatus status, Verdict verdict, Applied applied) {
    return new Report(
        status,
        Transitions.between(deployment.getStatus(), status, applied),
        lookAgain(verdict, applied));
  }

  private Optional<Duration> lookAgain(Verdict verdict, Applied applied) {
    Optional<Duration> contested =
        applied.contested().isEmpty() ? Optional.empty() : Optional.of(RepairBudget.WINDOW);
    Optional<Duration> decision =
        switch (verdict.decision()) {
          case Decision.Allowed allowed -> untilItEnds(allowed.ruling());
          case Decision.Denied denied -> untilItEnds(denied.ruling());
          case Decision.Indeterminate i -> Optional.of(UNDECIDED);
        };
    return Stream.of(contested, decision).flatMap(Optional::stream).min(Duration::compareTo);
  }

  private Optional<Duration> untilItEnds(Ruling ruling) {
    Instant end = ruling.validUntil();
    if (end == null) {
      return Optional.empty();
    }
    Duration left = Duration.between(clock.instant(), end);
    return Optional.of(left.isPositive() ? left.plusMillis(1) : Duration.ofSeconds(1));
  }
}
