package dev.drawbridge.operator.classification;

import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.DataClassificationStatus;
import dev.drawbridge.operator.cluster.Cluster;
import dev.drawbridge.operator.cluster.Inbox;
import dev.drawbridge.operator.cluster.StatusWriter;
import dev.drawbridge.operator.plan.FieldManager;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reports on a class: how many deployments name it, and whether its rank is its own. That a change
 * of the class is decided on anew is seen to in {@link Cluster}'s caches.
 */
@Singleton
@ControllerConfiguration(
    name = DataClassificationReconciler.NAME,
    fieldManager = FieldManager.NAME,
    // Not only changes of the spec: a status that somebody edits is put back.
    generationAwareEventProcessing = false,
    informer = @Informer(comparableResourceVersions = false),
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
public class DataClassificationReconciler implements Reconciler<DataClassification> {

  /** As for a deployment: the controller's, and at another place of a hash map than that one's. */
  public static final String NAME = "data-classification";

  private static final Duration PACE = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final ClassificationReport report;
  private final StatusWriter statuses;
  private final Inbox inbox;

  public DataClassificationReconciler(
      Cluster cluster, ClassificationReport report, StatusWriter statuses, Inbox inbox) {
    this.cluster = cluster;
    this.report = report;
    this.statuses = statuses;
    this.inbox = inbox;
  }

  @Override
  public List<EventSource<?, DataClassification>> prepareEventSources(
      EventSourceContext<DataClassification> context) {
    return List.of(inbox.classificationEvents());
  }

  @Override
  public UpdateControl<DataClassification> reconcile(
      DataClassification read, Context<DataClassification> context) {
    DataClassification classification = statuses.newest(read);
    var status = report.of(classification, cluster.classifications(), cluster.deployments());
    Optional<Duration> pause =
        onlyCounts(classification.getStatus(), status)
            ? statuses.pause(classification, PACE)
            : Optional.empty();
    UpdateControl<DataClassification> next = UpdateControl.noUpdate();
    if (pause.isPresent()) {
      return next.rescheduleAfter(pause.get());
    }
    statuses.write(classification, status, DataClassification::new);
    return next;
  }

  /** Where many deployments come at once, not every one of them needs a number of its own. */
  private static boolean onlyCounts(
      @Nullable DataClassificationStatus before, DataClassificationStatus now) {
    return before != null
        && Objects.equals(before.observedGeneration(), now.observedGeneration())
        && before.conditions().equals(now.conditions());
  }
}
