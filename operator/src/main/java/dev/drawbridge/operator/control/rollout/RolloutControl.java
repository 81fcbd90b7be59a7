package dev.drawbridge.operator.control.rollout;

import static dev.drawbridge.operator.status.Reason.AVAILABLE;
import static dev.drawbridge.operator.status.Reason.COMPLETE;
import static dev.drawbridge.operator.status.Reason.NOTHING_RUNS;
import static dev.drawbridge.operator.status.Reason.PROGRESSING;
import static dev.drawbridge.operator.status.Reason.ROLLOUT_STUCK;

import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.control.FrameworkReference;
import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The workload in its smallest form: a Deployment that is replaced pod by pod, its Service and its
 * disruption budget. Must contribute last: it takes the pod as the other controls have shaped it.
 */
public final class RolloutControl implements Control {

  private final Workload workload = new Workload();

  @Override
  public ConditionType condition() {
    return ConditionType.ROLLOUT_COMPLETE;
  }

  @Override
  public List<FrameworkReference> references() {
    return List.of(FrameworkReference.iso27001("A.8.32"), FrameworkReference.iso27001("A.8.14"));
  }

  @Override
  public void contribute(Admitted admitted, PlanDraft draft) {
    workload.shapeModel(admitted, draft);
    draft.add(workload.service(admitted, draft));
    draft.add(workload.disruptionBudget(admitted, draft));
    draft.add(workload.deployment(admitted, draft));
  }

  @Override
  public State verify(Observation observation) {
    Optional<Deployment> found = observation.find(Deployment.class, ServingNames.MODEL);
    if (found.isEmpty() || found.get().getStatus() == null) {
      return new State.Pending(PROGRESSING, "The workload is being made.");
    }
    Deployment deployment = found.get();
    DeploymentStatus status = deployment.getStatus();
    int wanted = observation.admitted().spec().replicas();
    int updated = count(status.getUpdatedReplicas());
    int ready = count(status.getReadyReplicas());
    boolean observed =
        deployment.getMetadata().getGeneration() != null
            && deployment.getMetadata().getGeneration().equals(status.getObservedGeneration());
    if (observed
        && updated == wanted
        && count(status.getAvailableReplicas()) == wanted
        && count(status.getReplicas()) == wanted) {
      return new State.Holds(COMPLETE, "All %d replicas run this version.".formatted(wanted));
    }
    return stuck(status)
        .filter(why -> observed)
        .<State>map(
            why ->
                new State.Broken(
                    ROLLOUT_STUCK,
                    "%d of %d replicas are ready and it goes no further: %s See kubectl get pods,events -n %s."
                        .formatted(ready, wanted, why, observation.plan().namespace())))
        .orElseGet(
            () ->
                new State.Pending(
                    PROGRESSING,
                    "%d of %d replicas updated, %d ready.".formatted(updated, wanted, ready)));
  }

  /** Whether anybody serves at all, in whatever version. */
  public static State availability(Observation observation) {
    int available =
        observation
            .find(Deployment.class, ServingNames.MODEL)
            .map(Deployment::getStatus)
            .map(status -> count(status.getAvailableReplicas()))
            .orElse(0);
    return available > 0
        ? new State.Holds(AVAILABLE, "%d replicas serve.".formatted(available))
        : new State.Pending(NOTHING_RUNS, "No replica is available yet.");
  }

  private static Optional<String> stuck(DeploymentStatus status) {
    return status.getConditions().stream()
        .filter(c -> c.getType().equals("Progressing") && c.getStatus().equals("False"))
        .findFirst()
        .map(DeploymentCondition::getMessage);
  }

  private static int count(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
