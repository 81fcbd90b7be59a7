package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.EndpointStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.api.v1alpha1.ObligationState;
import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.control.rollout.RolloutControl;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.plan.ServingPlan;
import dev.drawbridge.operator.plan.Trust;
import dev.drawbridge.operator.policy.Decision;
import dev.drawbridge.operator.policy.EngineState;
import dev.drawbridge.operator.policy.Fault;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import dev.drawbridge.operator.status.Summary;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Turns what was decided, done and observed into a status. */
public final class Reporter {

  private final List<Control> controls;
  private final Trust trust;
  private final Clock clock;

  public Reporter(List<Control> controls, Trust trust, Clock clock) {
    this.controls = controls;
    this.trust = trust;
    this.clock = clock;
  }

  /** The status of a deployment that serves, or is on its way to. */
  ModelDeploymentStatus serving(
      ModelDeployment deployment,
      Gathered gathered,
      Verdict verdict,
      Admitted admitted,
      Serving.Outcome outcome) {
    Observation observation =
        observe(gathered, admitted, outcome.plan(), outcome.applied(), told(deployment));
    Map<ConditionType, State> states = new LinkedHashMap<>();
    states.put(ConditionType.ADMITTED, verdict.admission());
    states.put(ConditionType.POLICY_ENGINE_AVAILABLE, engineState(verdict, outcome.engine()));
    for (Control control : controls) {
      State state = control.verify(observation);
      states.merge(
          control.condition(),
          state,
          (admission, record) -> admission.holds() ? record : admission);
    }
    states.put(ConditionType.AVAILABLE, RolloutControl.availability(observation));
    Optional<State> obstacle = contested(outcome.applied());
    Optional<DeploymentStatus> workload =
        observation.find(Deployment.class, ServingNames.MODEL).map(Deployment::getStatus);
    return new ModelDeploymentStatus(
        deployment.getMetadata().getGeneration(),
        conditions(deployment, obstacle, states),
        outcome.plan().namespace(),
        endpoint(outcome.plan().namespace()),
        workload.map(DeploymentStatus::getReplicas).orElse(0),
        workload.map(DeploymentStatus::getReadyReplicas).orElse(0),
        Labels.selector(admitted.key()),
        DecisionReport.of(deployment, verdict.decision(), obligations(states)),
        admitted.digest());
  }

  /** The status of a deployment that was never admitted, or may not be touched. */
  ModelDeploymentStatus idle(
      ModelDeployment deployment, Gathered gathered, Verdict verdict, EngineState engine) {
    Map<ConditionType, State> states = new LinkedHashMap<>();
    states.put(ConditionType.ADMITTED, verdict.admission());
    states.put(ConditionType.POLICY_ENGINE_AVAILABLE, engineState(verdict, engine));
    states.put(ConditionType.AVAILABLE, new State.Pending(Reason.NOTHING_RUNS, "Nothing runs."));
    ModelDeploymentStatus before = deployment.getStatus();
    return new ModelDeploymentStatus(
        deployment.getMetadata().getGeneration(),
        conditions(deployment, gathered.obstacle(), states),
        null,
        null,
        0,
        0,
        null,
        DecisionReport.of(deployment, verdict.decision(), obligations(states)),
        before == null ? null : before.admittedDigest());
  }

  private EndpointStatus endpoint(String namespace) {
    return new EndpointStatus(
        "https://%s.%s.svc".formatted(ServingNames.MODEL, namespace),
        trust.server(namespace),
        "Secret %sNAME in namespace %s, for each consumer by its NAME"
            .formatted(ServingNames.CONSUMER, namespace));
  }

  private static Observation observe(
      Gathered gathered,
      Admitted admitted,
      ServingPlan plan,
      Applied applied,
      List<Condition> told) {
    // All else is as planned: it was compared a moment ago, and written where it differed.
    Set<ObjectKey> altered =
        applied.contested().stream().map(Applied.Repair::object).collect(Collectors.toSet());
    return new Observation(
        admitted,
        plan,
        applied.live(),
        altered,
        gathered.pods(),
        gathered.nodes(),
        gathered.walls(),
        told);
  }

  private static List<Condition> told(ModelDeployment deployment) {
    ModelDeploymentStatus before = deployment.getStatus();
    return before == null ? List.of() : before.conditions();
  }

  private static State engineState(Verdict verdict, EngineState watched) {
    if (verdict.decision() instanceof Decision.Indeterminate indeterminate
        && indeterminate.fault().kind() != Fault.Kind.UNDECIDED) {
      return engineState(indeterminate.fault());
    }
    return switch (watched) {
      case EngineState.Usable usable ->
          new State.Holds(
              Reason.REACHABLE, "Policies %s can be asked.".formatted(usable.revision()));
      case EngineState.Unusable unusable -> engineState(unusable.fault());
    };
  }

  private static State engineState(Fault fault) {
    return fault.kind().isOutage()
        ? new State.Pending(Reason.WAITING_FOR_POLICY_ENGINE, fault.message())
        : new State.Broken(Reason.POLICY_ENGINE_FAULT, fault.message());
  }

  private static Optional<State> contested(Applied applied) {
    return applied.contested().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new State.Broken(
                Reason.CONTESTED,
                "Changed again and again by somebody else: %s. Find out who, and stop it; the operator tries again every %d seconds."
                    .formatted(
                        applied.contested().stream()
                            .map(Applied.Repair::toString)
                            .collect(Collectors.joining(", ")),
                        RepairBudget.WINDOW.toSeconds())));
  }

  private Map<String, ObligationState> obligations(Map<ConditionType, State> states) {
    Map<String, ObligationState> known = new TreeMap<>();
    for (Control control : controls) {
      boolean holds = states.get(control.condition()) instanceof State.Holds;
      control
          .obligation()
          .ifPresent(
              type -> known.put(type, holds ? ObligationState.FULFILLED : ObligationState.PENDING));
    }
    return known;
  }

  private List<Condition> conditions(
      ModelDeployment deployment, Optional<State> obstacle, Map<ConditionType, State> states) {
    Conditions conditions =
        new Conditions(told(deployment), deployment.getMetadata().getGeneration(), clock);
    Summary.of(obstacle, states).addTo(conditions);
    states.forEach(conditions::add);
    return conditions.build();
  }
}
