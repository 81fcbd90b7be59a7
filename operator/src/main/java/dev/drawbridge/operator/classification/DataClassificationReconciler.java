package dev.drawbridge.operator.classification;

import dev.drawbridge.api.v1alpha1.DataClassification;
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
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
@GradualRetry(maxAttempts = -1, initialInterval = 500, maxInterval = 30_000)
public class DataClassificationReconciler implements Reconciler<DataClassification> {

  public static final String NAME = "dataclassification";

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
    statuses.write(classification, status, DataClassification::new);
    return UpdateControl.noUpdate();
  }
}
