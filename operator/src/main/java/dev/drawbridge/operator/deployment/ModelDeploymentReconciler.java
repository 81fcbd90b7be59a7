package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.Understood;
import dev.drawbridge.operator.cluster.Inbox;
import dev.drawbridge.operator.plan.FieldManager;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Brings one ModelDeployment to what policy has admitted: gather, decide, apply, report. Each step
 * can be repeated, and a reconcile that finds nothing to do writes nothing.
 */
@Singleton
@ControllerConfiguration(
    name = ModelDeploymentReconciler.NAME,
    fieldManager = FieldManager.NAME,
    // Not only changes of the spec: policy judges labels, and a status that somebody edits is put
    // back.
    generationAwareEventProcessing = false,
    // Guard against java-operator-sdk issue 3398: a change of the spec during our own write is
    // lost.
    informer = @Informer(comparableResourceVersions = false),
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
public class ModelDeploymentReconciler
    implements Reconciler<ModelDeployment>, Cleaner<ModelDeployment> {

  /**
   * The controller's, in metrics and logs. It also decides at which place of a hash map Quarkus
   * finds the controller while it builds; two at one place would come in an order that differs from
   * build to build.
   */
  public static final String NAME = "model-deployment";

  /** The namespace's end is seen at once; this is for the deadline. */
  private static final long LOOK_AGAIN_MILLIS = 5_000;

  private final Steps steps;
  private final Inbox inbox;

  public ModelDeploymentReconciler(Steps steps, Inbox inbox) {
    this.steps = steps;
    this.inbox = inbox;
  }

  @Override
  public List<EventSource<?, ModelDeployment>> prepareEventSources(
      EventSourceContext<ModelDeployment> context) {
    return List.of(inbox.deploymentEvents());
  }

  @Override
  public UpdateControl<ModelDeployment> reconcile(
      ModelDeployment read, Context<ModelDeployment> context) {
    ModelDeployment deployment = steps.outlet().newest(read);
    if (!Understood.specOf(deployment)) {
      steps.outlet().tellNotUnderstood(deployment);
      return UpdateControl.noUpdate();
    }
    Gathered gathered = steps.gatherer().gather(deployment);
    Verdict verdict = steps.adjudicator().decide(deployment, gathered);
    Report report = steps.serving().carryOut(deployment, gathered, verdict);
    Optional<Duration> later = steps.outlet().tell(deployment, report);
    UpdateControl<ModelDeployment> next = UpdateControl.noUpdate();
    return later.or(report::lookAgain).map(next::rescheduleAfter).orElse(next);
  }

  @Override
  public DeleteControl cleanup(ModelDeployment read, Context<ModelDeployment> context) {
    ModelDeployment deployment = steps.outlet().newest(read);
    return switch (steps.deletion().advance(deployment)) {
      case Deletion.Progress.Done d -> {
        steps.gatherer().forget(deployment);
        steps.adjudicator().forget(deployment);
        steps.serving().forget(deployment);
        steps.outlet().tellGone(deployment);
        yield DeleteControl.defaultDelete();
      }
      case Deletion.Progress.GivenUp givenUp -> {
        steps.gatherer().forget(deployment);
        steps.adjudicator().forget(deployment);
        steps.serving().forget(deployment);
        steps.outlet().tellGivenUp(deployment, givenUp.remains());
        yield DeleteControl.defaultDelete();
      }
      case Deletion.Progress.Waiting waiting -> {
        steps.outlet().tell(deployment, waiting.report());
        yield DeleteControl.noFinalizerRemoval().rescheduleAfter(LOOK_AGAIN_MILLIS);
      }
    };
  }

  @Override
  public ErrorStatusUpdateControl<ModelDeployment> updateErrorStatus(
      ModelDeployment read, Context<ModelDeployment> context, Exception failure) {
    steps.outlet().tellFailed(steps.outlet().newest(read), failure);
    return ErrorStatusUpdateControl.noStatusUpdate();
  }
}
