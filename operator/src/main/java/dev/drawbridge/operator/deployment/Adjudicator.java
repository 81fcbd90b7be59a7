package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.decision.DecisionInput;
import dev.drawbridge.api.decision.Operation;
import dev.drawbridge.api.decision.Phase;
import dev.drawbridge.api.decision.RequestFact;
import dev.drawbridge.api.decision.User;
import dev.drawbridge.api.v1alpha1.DataClassificationSpec;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.FieldManager;
import dev.drawbridge.operator.plan.PlacementPin;
import dev.drawbridge.operator.policy.Decision;
import dev.drawbridge.operator.policy.Facts;
import dev.drawbridge.operator.policy.Fault;
import dev.drawbridge.operator.policy.PolicyGate;
import dev.drawbridge.operator.policy.Question;
import dev.drawbridge.operator.policy.Refusal;
import dev.drawbridge.operator.policy.Ruling;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import dev.drawbridge.operator.validation.SpecCheck;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Decides what shall run. A refusal or an outage never takes away what runs: then the record of
 * what was last admitted counts.
 */
public final class Adjudicator {

  private static final RequestFact OURSELVES =
      new RequestFact(Operation.UPDATE, false, new User(FieldManager.NAME, List.of()));

  private final PolicyGate gate;
  private final DecisionMemory memory;
  private final AdmittedMemory admissions;
  private final Clock clock;

  public Adjudicator(
      PolicyGate gate, DecisionMemory memory, AdmittedMemory admissions, Clock clock) {
    this.gate = gate;
    this.memory = memory;
    this.admissions = admissions;
    this.clock = clock;
  }

  Verdict decide(ModelDeployment deployment, Gathered gathered) {
    String uid = deployment.getMetadata().getUid();
    Optional<Admitted> inForce = admissions.recall(uid).or(gathered::inForce);
    Verdict verdict = decide(deployment, gathered.facts(), inForce);
    verdict.serve().ifPresent(admitted -> admissions.keep(uid, admitted));
    return verdict;
  }

  private Verdict decide(ModelDeployment deployment, Facts facts, Optional<Admitted> inForce) {
    Optional<String> unsound = SpecCheck.problem(deployment, facts);
    if (unsound.isPresent()) {
      State invalid = new State.Broken(Reason.INVALID_SPEC, unsound.get());
      Fault fault = new Fault(Fault.Kind.UNDECIDED, unsound.get());
      return new Verdict(new Decision.Indeterminate(fault), inForce, invalid);
    }
    Decision decision = decision(deployment, facts);
    return switch (decision) {
      case Decision.Allowed allowed -> allowed(deployment, facts, inForce, allowed);
      case Decision.Denied denied ->
          new Verdict(decision, inForce, denied(denied.ruling(), inForce));
      case Decision.Indeterminate indeterminate ->
          new Verdict(decision, inForce, undecided(indeterminate.fault(), deployment, inForce));
    };
  }

  /** To be called when the deployment is gone. */
  void forget(ModelDeployment deployment) {
    memory.forget(deployment.getMetadata().getUid());
    admissions.forget(deployment.getMetadata().getUid());
  }

  private Decision decision(ModelDeployment deployment, Facts facts) {
    DecisionInput input =
        Question.of(deployment, null, facts, Phase.RECONCILE, OURSELVES, clock.instant());
    String uid = deployment.getMetadata().getUid();
    return memory
        .recall(uid, input)
        .orElseGet(
            () -> {
              Decision decision = gate.decide(input);
              memory.keep(uid, decision);
              return decision;
            });
  }

  private static Verdict allowed(
      ModelDeployment deployment,
      Facts facts,
      Optional<Admitted> inForce,
      Decision.Allowed allowed) {
    var fact = facts.classification();
    DataClassificationSpec classification = ClassificationSpecs.read(fact);
    Optional<PlacementPin> pin =
        PlacementPin.of(
            deployment.getSpec().placement(), classification, allowed.ruling().obligations());
    if (pin.isEmpty()) {
      State nowhere =
          new State.Broken(
              Reason.NO_COMMON_REGION,
              "spec.placement.regions, class %s and policy have no region in common; ask for a region that the class allows."
                  .formatted(fact.effectiveName()));
      return new Verdict(allowed, inForce, nowhere);
    }
    Admitted anew =
        new Admitted(
            DeploymentKey.of(deployment),
            deployment.getSpec(),
            String.valueOf(fact.effectiveName()),
            pin.get(),
            new Admitted.Demands(classification.transport(), classification.audit()),
            grounds(deployment, allowed.ruling()));
    Admitted admitted = inForce.map(anew::after).orElse(anew);
    State holds =
        new State.Holds(
            Reason.ADMITTED,
            "Admitted by policies %s as class %s."
                .formatted(allowed.ruling().revision(), fact.effectiveName()));
    return new Verdict(allowed, Optional.of(admitted), holds);
  }

  private static Admitted.Grounds grounds(ModelDeployment deployment, Ruling ruling) {
    Long generation = deployment.getMetadata().getGeneration();
    return new Admitted.Grounds(
        deployment.getMetadata().getUid(),
        generation == null ? 1 : generation,
        ruling.id(),
        ruling.revision());
  }

  private static State denied(Ruling ruling, Optional<Admitted> inForce) {
    String runs =
        inForce.isPresent() ? " What was admitted before goes on running." : " Nothing runs.";
    return new State.Broken(Reason.POLICY_DENIED, Refusal.of(ruling) + runs);
  }

  private static State undecided(
      Fault fault, ModelDeployment deployment, Optional<Admitted> inForce) {
    if (inForce.map(Admitted::spec).equals(Optional.of(deployment.getSpec()))) {
      return new State.Holds(
          Reason.ADMITTED,
          "What runs is what was admitted; policy cannot be asked again at the moment.");
    }
    if (fault.kind().isOutage()) {
      return new State.Pending(Reason.WAITING_FOR_POLICY_ENGINE, Refusal.of(fault));
    }
    // That the policies cannot decide is no fault of the engine, and mended elsewhere.
    return new State.Broken(
        fault.kind() == Fault.Kind.UNDECIDED
            ? Reason.POLICY_INDETERMINATE
            : Reason.POLICY_ENGINE_FAULT,
        Refusal.of(fault));
  }
}
