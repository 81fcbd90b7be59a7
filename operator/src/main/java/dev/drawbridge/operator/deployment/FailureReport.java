package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.api.v1alpha1.Understood;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import dev.drawbridge.operator.status.Summary;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a status says after a reconcile that failed half-way, or could not begin. */
public final class FailureReport {

  private static final int UNPROCESSABLE = 422;
  private static final Set<String> SUMMED_UP =
      Set.of(
          ConditionType.READY.text(),
          ConditionType.RECONCILING.text(),
          ConditionType.STALLED.text());

  private final Clock clock;

  public FailureReport(Clock clock) {
    this.clock = clock;
  }

  /** Empty when somebody was only faster: the next try has the newer object. */
  Optional<Report> of(ModelDeployment deployment, Exception failure) {
    if (code(failure) == HttpURLConnection.HTTP_CONFLICT) {
      return Optional.empty();
    }
    return Optional.of(report(deployment, state(failure)));
  }

  /** Of a spec that this version cannot read. */
  Report notUnderstood(ModelDeployment deployment) {
    return report(
        deployment,
        new State.Broken(
            Reason.SPEC_NOT_UNDERSTOOD,
            Understood.EXPLANATION + " What runs stays as it is, and is not watched meanwhile."));
  }

  private Report report(ModelDeployment deployment, State state) {
    ModelDeploymentStatus status = status(deployment, state);
    return new Report(
        status,
        Transitions.between(deployment.getStatus(), status, Applied.NOTHING),
        Optional.empty());
  }

  private static State state(Exception failure) {
    String message =
        "The last try failed: %s It is tried again by itself."
            .formatted(
                failure.getMessage() == null
                    ? failure.toString() + "."
                    : ended(failure.getMessage()));
    return lasting(failure)
        ? new State.Broken(Reason.APPLY_FAILED, message)
        : new State.Pending(Reason.APPLY_FAILED, message);
  }

  private static String ended(String sentence) {
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }

  /** Whether a repetition alone will not help. */
  private static boolean lasting(Exception failure) {
    return switch (code(failure)) {
      case UNPROCESSABLE, HttpURLConnection.HTTP_BAD_REQUEST -> true;
      // The API server's words while a namespace goes; it passes.
      case HttpURLConnection.HTTP_FORBIDDEN ->
          !String.valueOf(failure.getMessage()).contains("being terminated");
      default -> !(failure instanceof KubernetesClientException);
    };
  }

  private static int code(@Nullable Throwable failure) {
    return failure instanceof KubernetesClientException answer ? answer.getCode() : 0;
  }

  private ModelDeploymentStatus status(ModelDeployment deployment, State state) {
    ModelDeploymentStatus before = deployment.getStatus();
    List<Condition> old = before == null ? List.of() : before.conditions();
    Conditions summary = new Conditions(old, deployment.getMetadata().getGeneration(), clock);
    Summary.of(Optional.of(state), Map.of()).addTo(summary);
    List<Condition> conditions = new ArrayList<>(summary.build());
    old.stream().filter(one -> !SUMMED_UP.contains(one.type())).forEach(conditions::add);
    return new ModelDeploymentStatus(
        deployment.getMetadata().getGeneration(),
        conditions,
        before == null ? null : before.servingNamespace(),
        before == null ? null : before.endpoint(),
        before == null ? null : before.replicas(),
        before == null ? null : before.readyReplicas(),
        before == null ? null : before.selector(),
        before == null ? null : before.decision(),
        before == null ? null : before.admittedDigest());
  }
}
